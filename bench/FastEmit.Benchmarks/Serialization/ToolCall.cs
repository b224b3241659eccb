namespace FastEmit.Benchmarks.Serialization;

/// <summary>A nested class.</summary>
public sealed record ToolCall(string Name, string Path, Position At, int Attempt);
