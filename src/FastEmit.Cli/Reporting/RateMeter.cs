namespace FastEmit.Cli.Reporting;

/// <summary>Computes the rate of a growing count over about the last second. For one thread.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Count, long At)> _readings = new();
    private readonly TimeProvider _time;

    public RateMeter(TimeProvider time)
    {
        _time = time;
        _readings.Enqueue((0, time.GetTimestamp()));
    }

    /// <summary>Adds a reading.</summary>
    /// <returns>The growth per second since the oldest reading that is kept; zero when no time has passed.</returns>
    public double Read(long count)
    {
        long now = _time.GetTimestamp();
        _readings.Enqueue((count, now));
        while (_readings.Count > 2 && _time.GetElapsedTime(_readings.Peek().At, now) > Span)
        {
            _readings.Dequeue();
        }

        (long oldest, long at) = _readings.Peek();
        TimeSpan passed = _time.GetElapsedTime(at, now);
        return passed > TimeSpan.Zero ? (count - oldest) / passed.TotalSeconds : 0;
    }
}
