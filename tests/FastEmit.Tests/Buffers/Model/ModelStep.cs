namespace FastEmit.Tests.Buffers.Model;

/// <summary>Where a replay stopped: the step to come, and what the program has reported so far.</summary>
internal sealed record ModelStep(ModelOperation Operation, ModelEvent[] Events);
