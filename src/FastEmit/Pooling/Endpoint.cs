using FastEmit.Resilience;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Pooling;

/// <summary>One of the servers that an emitter may connect to, with a circuit of its own.</summary>
/// <param name="rank">Its place in the order of preference; 0 is the preferred one.</param>
/// <param name="options">How to connect to it.</param>
/// <param name="breaker">The circuit that all attempts to connect to it go through.</param>
internal sealed class Endpoint(int rank, EngineConnectionOptions options, CircuitBreaker breaker)
{
    private int _pongs;

    public int Rank { get; } = rank;

    public EngineConnectionOptions Options { get; } = options;

    public CircuitBreaker Breaker { get; } = breaker;

    /// <summary>The history of its answers to watermarks. Any thread.</summary>
    public PongHistory Pongs => (PongHistory)Volatile.Read(ref _pongs);

    /// <summary>For messages and statistics: no query and no credentials.</summary>
    public string Url { get; } = EngineUrl.Build(options.Url, options.Path, options.Query, "websocket").Display;

    /// <summary>Notes what a connection has shown. What is known already and more stays. Any thread.</summary>
    /// <returns>Whether it is news.</returns>
    public bool Note(PongHistory seen)
    {
        int known = Volatile.Read(ref _pongs);
        while (known < (int)seen)
        {
            int before = Interlocked.CompareExchange(ref _pongs, (int)seen, known);
            if (before == known)
            {
                return true;
            }

            known = before;
        }

        return false;
    }
}

/// <summary>Leave to make one connection to an endpoint.</summary>
internal readonly record struct EndpointTicket(Endpoint Endpoint, CircuitTicket Circuit)
{
    public void RecordSuccess() => Endpoint.Breaker.RecordSuccess(Circuit);

    /// <summary>
    /// The server answered, but has taken no event yet: that closes a half-open circuit, so that everybody may try, and forgets no
    /// failure of a closed one.
    /// </summary>
    public void RecordAnswer()
    {
        if (Endpoint.Breaker.State == CircuitState.HalfOpen)
        {
            Endpoint.Breaker.RecordSuccess(Circuit);
        }
    }

    public void RecordFailure() => Endpoint.Breaker.RecordFailure(Circuit);

    public void Abandon() => Endpoint.Breaker.Abandon(Circuit);
}

/// <summary>The knowledge about a server's answers to watermarks, over all its connections. It only grows.</summary>
internal enum PongHistory
{
    /// <summary>Nothing yet.</summary>
    Unknown = 0,

    /// <summary>A connection was replaced because its watermark stayed unanswered.</summary>
    Missed,

    /// <summary>The next one was left unanswered as well, on a connection that works: it, or a proxy before it, answers no pings.</summary>
    Mute,

    /// <summary>It has answered: it can, so that nothing is ever done without.</summary>
    Answered,
}
