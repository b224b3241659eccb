namespace FastEmit.Collector.Observing;

/// <summary>The rates of one second.</summary>
/// <param name="Time">Its end: milliseconds since 1970, UTC.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="Bytes">Bytes per second.</param>
/// <param name="Median">The median latency of the events that were looked at, in milliseconds; null when none had a timestamp.</param>
/// <param name="Tail">Their 99th percentile.</param>
internal readonly record struct RatePoint(long Time, double Rate, double Bytes, double? Median, double? Tail);
