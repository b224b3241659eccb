using FastEmit.Resilience;

namespace FastEmit;

/// <summary>
/// One reading of an emitter's counters. Reading allocates nothing and may be done from any thread at any time;
/// <c>Queued = Confirmed + Pending + Dropped.Total</c> holds in every reading.
/// </summary>
public readonly record struct HookEmitterStats
{
    /// <summary>Events handed to the emitter, whatever became of them.</summary>
    public long Queued { get; init; }

    /// <summary>Events that the server process has received (under at-most-once: that were written to the connection).</summary>
    public long Confirmed { get; init; }

    /// <summary>Events that wait in a ring or are in flight.</summary>
    public long Pending { get; init; }

    /// <summary>Events dropped, by reason.</summary>
    public DropCounts Dropped { get; init; }

    /// <summary>Events written to a connection, those sent again included.</summary>
    public long Sent { get; init; }

    /// <summary>Events written to a connection again after an earlier connection was lost.</summary>
    public long Resent { get; init; }

    /// <summary>Bytes of WebSocket frames written for events.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of the ring that are sent and that the server has not received yet, as far as is known.</summary>
    public long BytesInFlight { get; init; }

    /// <summary>Bytes in use in the ring (sum over lanes).</summary>
    public long RingBytes { get; init; }

    /// <summary>Bytes of ring there are (sum over the lanes that have one).</summary>
    public long RingCapacity { get; init; }

    /// <summary>Age of the oldest event that is not confirmed, to about the length of one sender pass; zero when there is none.</summary>
    public TimeSpan OldestPendingAge { get; init; }

    /// <summary>Connections that were established after an earlier one of the same lane had been lost.</summary>
    public long Reconnects { get; init; }

    /// <summary>Failed connects and lost connections.</summary>
    public long Errors { get; init; }

    /// <summary>The most connections there may be (<see cref="HookEmitterOptions.MaxConnections"/>).</summary>
    public int MaxConnections { get; init; }

    /// <summary>Connections that are open.</summary>
    public int ActiveConnections { get; init; }

    /// <summary>Open connections with nothing in flight.</summary>
    public int AvailableConnections { get; init; }

    /// <summary>
    /// Lanes whose server, or a proxy before it, answers no WebSocket pings, so that they go on as at-most-once:
    /// there <see cref="Confirmed"/> only means written.
    /// </summary>
    public int UnconfirmedLanes { get; init; }

    /// <summary>The circuit breaker's state.</summary>
    public CircuitState CircuitState { get; init; }

    /// <summary>Consecutive failures that the breaker counts.</summary>
    public int CircuitFailures { get; init; }

    /// <summary>Why the server could not be reached the last time that it could not, or null.</summary>
    public string? LastError { get; init; }
}
