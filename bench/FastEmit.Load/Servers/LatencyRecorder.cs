using FastEmit.Cli.Stressing;

namespace FastEmit.Load.Servers;

/// <summary>How long events took to a handler. Thread-safe.</summary>
internal sealed class LatencyRecorder
{
    private readonly Lock _gate = new();
    private LatencyHistogram _taken = new();

    /// <summary>Records one event's nanoseconds.</summary>
    public void Record(long nanoseconds)
    {
        lock (_gate)
        {
            _taken.Record(nanoseconds);
        }
    }

    /// <summary>Forgets what was recorded.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _taken = new LatencyHistogram();
        }
    }

    /// <summary>What was recorded.</summary>
    public LatencyReport Read()
    {
        lock (_gate)
        {
            return new LatencyReport(_taken.Count, _taken.Percentile(0.5), _taken.Percentile(0.99), _taken.Percentile(0.999));
        }
    }
}
