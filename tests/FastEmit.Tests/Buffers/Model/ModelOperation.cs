namespace FastEmit.Tests.Buffers.Model;

/// <summary>One step that a thread is about to take.</summary>
internal readonly record struct ModelOperation(ModelOperationKind Kind, int Location, long Value, long Comparand);
