using System.Collections.Concurrent;

namespace FastEmit.Collector;

/// <summary>
/// Faults for tests of clients: what a bad network and a bad server do. Switches may be thrown at any time and from any thread, and act
/// from the next packet on. A collector has none of them unless it is given an instance (<see cref="CollectorOptions.Faults"/>).
/// </summary>
public sealed class CollectorFaults
{
    private long _delayTicks;
    private int _dropAfterEvents;
    private volatile bool _answersNothing;
    private volatile bool _ignoresConnect;

    /// <summary>How long acknowledgements and WebSocket pongs are held back; zero for not at all. Up to one day.</summary>
    public TimeSpan AnswerDelay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delayTicks));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            Volatile.Write(ref _delayTicks, value.Ticks);
        }
    }

    /// <summary>Resets a connection, without a word, when it has brought so many events; zero for never. The events count all the same.</summary>
    public int DropConnectionAfterEvents
    {
        get => Volatile.Read(ref _dropAfterEvents);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Volatile.Write(ref _dropAfterEvents, value);
        }
    }

    /// <summary>Events are taken, but neither they nor WebSocket pings are ever answered; heartbeats go on.</summary>
    public bool AnswersNothing
    {
        get => _answersNothing;
        set => _answersNothing = value;
    }

    /// <summary>CONNECT is taken and never answered.</summary>
    public bool IgnoresConnect
    {
        get => _ignoresConnect;
        set => _ignoresConnect = value;
    }

    /// <summary>Namespaces that are refused with this message. Thread-safe.</summary>
    public ConcurrentDictionary<string, string> RefusedNamespaces { get; } = new(StringComparer.Ordinal);
}
