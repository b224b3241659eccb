namespace FastEmit.Tests.Buffers.Model;

/// <summary>What a program reports about itself, for the verdict at the end of an execution.</summary>
internal readonly record struct ModelEvent(ModelEventKind Kind, long Value);
