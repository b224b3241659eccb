using System.Diagnostics;

namespace FastEmit.Load.Servers;

/// <summary>Counts the events that arrive at a server, and says on standard output when as many have come as were expected. Thread-safe.</summary>
internal sealed class ArrivalCounter
{
    private readonly Lock _gate = new();
    private long _count;
    private long _expected = long.MaxValue;
    private long _first;

    /// <summary>Events since the last <see cref="Expect"/>.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Begins to count anew, towards this many events.</summary>
    public void Expect(long events)
    {
        lock (_gate)
        {
            (_count, _expected) = (0, events);
        }
    }

    /// <summary>Adds what has arrived at once.</summary>
    public void Add(int events)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                _first = Stopwatch.GetTimestamp();
            }

            _count += events;
            if (_count < _expected)
            {
                return;
            }

            _expected = long.MaxValue;
        }

        ServerLine.Write(new Arrival(Count, Stopwatch.GetElapsedTime(_first).TotalSeconds), LoadJson.Default.Arrival);
    }
}
