using FastEmit.Load.Rows;

namespace FastEmit.Load;

/// <summary>Everything that a run of the suite measured.</summary>
internal sealed record LoadResults(IReadOnlyList<RowResult> Rows, IReadOnlyList<LatencyResult> Latencies, IReadOnlyList<GrowthCurve> Growth);
