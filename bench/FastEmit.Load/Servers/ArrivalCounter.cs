using System.Diagnostics;
using FastEmit.Cli.Stressing;

namespace FastEmit.Load.Servers;

/// <summary>Counts the events that arrive at a server, and says on standard output when as many have come as were expected. Thread-safe.</summary>
internal sealed class ArrivalCounter
{
    private readonly Lock _gate = new();
    private long _count;
    private long _expected = long.MaxValue;
    private long _warm = long.MaxValue;
    private long _countThen;
    private long _then;

    /// <summary>Events since the last <see cref="Expect"/>.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Begins to count anew, towards this many events.</summary>
    public void Expect(long events)
    {
        lock (_gate)
        {
            (_count, _expected, _warm) = (0, events, events / StressRun.WarmUpFraction);
        }
    }

    /// <summary>Adds what has arrived at once.</summary>
    public void Add(int events)
    {
        Arrival arrival;
        lock (_gate)
        {
            _count += events;
            if (_count >= _warm)
            {
                (_warm, _countThen, _then) = (long.MaxValue, _count, Stopwatch.GetTimestamp());
            }

            if (_count < _expected)
            {
                return;
            }

            _expected = long.MaxValue;
            arrival = new Arrival(_count - _countThen, Stopwatch.GetElapsedTime(_then).TotalSeconds);
        }

        ServerLine.Write(arrival, LoadJson.Default.Arrival);
    }
}
