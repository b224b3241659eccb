namespace FastEmit.Tests.Buffers.Model;

/// <summary>Ends a replay at the first step whose answer is not known yet.</summary>
internal sealed class StepReachedException : Exception;
