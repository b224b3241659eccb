namespace FastEmit.Benchmarks.Serialization;

/// <summary>What a short loop measured.</summary>
internal readonly record struct QuickResult(double MedianNanoseconds, double BytesPerOperation);
