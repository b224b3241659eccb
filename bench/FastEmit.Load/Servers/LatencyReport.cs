namespace FastEmit.Load.Servers;

/// <summary>How long events took from <c>Emit</c> to the server's handler, in nanoseconds.</summary>
internal readonly record struct LatencyReport(long Events, long P50, long P99, long P999);
