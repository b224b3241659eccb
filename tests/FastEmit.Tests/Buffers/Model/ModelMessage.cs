namespace FastEmit.Tests.Buffers.Model;

/// <summary>A value that was written to a word, and (if the write had release semantics) what its writer knew.</summary>
internal sealed record ModelMessage(long Value, byte[]? Knows);
