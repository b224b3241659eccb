namespace FastEmit.Collector.Observing;

/// <summary>
/// The latencies of one second's events, or of a sample of them: from the event's own timestamp to its receipt, so it holds the sender's
/// waiting for company and what the two clocks differ by. For one thread.
/// </summary>
internal sealed class LatencyWindow
{
    /// <summary>Further apart, two clocks have nothing to do with each other.</summary>
    private static readonly TimeSpan Largest = TimeSpan.FromHours(1);

    private readonly List<double> _milliseconds = [];

    /// <summary>The latency of an event, or null when it has no usable timestamp.</summary>
    public static double? Of(DateTimeOffset? sentAt, DateTimeOffset receivedAt) =>
        sentAt is { } sent && (receivedAt - sent).Duration() < Largest ? (receivedAt - sent).TotalMilliseconds : null;

    public void Add(double? milliseconds)
    {
        if (milliseconds is { } value)
        {
            _milliseconds.Add(value);
        }
    }

    /// <summary>Median and 99th percentile, and begins anew.</summary>
    public (double? Median, double? Tail) Take()
    {
        if (_milliseconds.Count == 0)
        {
            return (null, null);
        }

        _milliseconds.Sort();
        (double, double) percentiles = (_milliseconds[(_milliseconds.Count - 1) / 2], _milliseconds[(_milliseconds.Count - 1) * 99 / 100]);
        _milliseconds.Clear();
        return percentiles;
    }
}
