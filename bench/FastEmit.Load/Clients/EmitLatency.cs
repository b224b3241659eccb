namespace FastEmit.Load.Clients;

/// <summary>How long a call took that emits, in nanoseconds.</summary>
internal sealed record EmitLatency(long P50, long P99, long P999);
