namespace FastEmit.Benchmarks.Client;

/// <summary>Cost of one operation: wall time, and what the whole process allocated.</summary>
internal readonly record struct Measure(double Nanoseconds, double Bytes);
