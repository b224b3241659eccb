namespace FastEmit.Collector.Observing;

/// <summary>The rates of one second.</summary>
/// <param name="Time">Its end: milliseconds since 1970, UTC.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="Bytes">Bytes per second.</param>
/// <param name="Median">The median latency of the events that were looked at, in milliseconds; null when none had a timestamp.</param>
/// <param name="Tail">Their 99th percentile.</param>
internal readonly record struct RatePoint(long Time, double Rate, double Bytes, double? Median, double? Tail);

/// <summary>The rates of the last seconds, from the counters at the end of each. One thread adds; any reads.</summary>
/// <param name="time">The clock.</param>
/// <param name="now">The counters at the beginning of the first second.</param>
internal sealed class RateHistory(TimeProvider time, CollectorStats now)
{
    /// <summary>Seconds that are remembered.</summary>
    private const int Capacity = 300;

    private readonly Lock _lock = new();
    private readonly Queue<RatePoint> _points = new();
    private RatePoint? _last;
    private (long Events, long Bytes) _before = (now.Events, now.Bytes);
    private long _addedAt = time.GetTimestamp();

    /// <summary>The last second, or null before the first is over.</summary>
    public RatePoint? Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<RatePoint> Read()
    {
        lock (_lock)
        {
            return [.. _points];
        }
    }

    /// <summary>A second is over.</summary>
    /// <param name="stats">The counters at its end.</param>
    /// <param name="latencies">Those of its events, in milliseconds.</param>
    public void Add(CollectorStats stats, (double? Median, double? Tail) latencies)
    {
        long addedAt = time.GetTimestamp();
        double seconds = Math.Max(0.001, time.GetElapsedTime(_addedAt, addedAt).TotalSeconds);
        RatePoint point = new(
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            (stats.Events - _before.Events) / seconds,
            (stats.Bytes - _before.Bytes) / seconds,
            latencies.Median,
            latencies.Tail);
        (_addedAt, _before) = (addedAt, (stats.Events, stats.Bytes));
        lock (_lock)
        {
            _last = point;
            _points.Enqueue(point);
            if (_points.Count > Capacity)
            {
                _points.Dequeue();
            }
        }
    }
}
