namespace FastEmit.Benchmarks.Serialization;

/// <summary>A nested struct.</summary>
public readonly record struct Position(int Line, int Column);
