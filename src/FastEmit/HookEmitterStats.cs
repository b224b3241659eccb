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

    /// <summary>Events of <c>EmitAsync</c> whose acknowledgement is waited for. Each is counted above like any other event.</summary>
    public int PendingAcks { get; init; }

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

    /// <summary>Failed connects (those of health checks included), lost connections, and namespaces that the server refused or disconnected.</summary>
    public long Errors { get; init; }

    /// <summary>The most connections there may be (<see cref="HookEmitterOptions.MaxConnections"/>).</summary>
    public int MaxConnections { get; init; }

    /// <summary>Connections that are open.</summary>
    public int ActiveConnections { get; init; }

    /// <summary>Open connections with nothing in flight.</summary>
    public int AvailableConnections { get; init; }

    /// <summary>Open connections on which nothing went wrong since their last confirmation.</summary>
    public int HealthyConnections { get; init; }

    /// <summary>When the connections were looked at last (<see cref="HookEmitterOptions.HealthCheckInterval"/>), or null.</summary>
    public DateTimeOffset? LastHealthCheck { get; init; }

    /// <summary>How often open connections are looked at.</summary>
    public TimeSpan HealthCheckInterval { get; init; }

    /// <summary>
    /// Lanes whose server, or a proxy before it, answers no WebSocket pings, so that they go on as at-most-once:
    /// there <see cref="Confirmed"/> only means written.
    /// </summary>
    public int UnconfirmedLanes { get; init; }

    /// <summary>
    /// The server that was connected to last, without query and credentials; the preferred one before the first connection.
    /// <see cref="LaneStats.ServerUrl"/> tells it for each lane.
    /// </summary>
    public string ServerUrl { get; init; }

    /// <summary>The circuit breaker's state; with several servers, that of the one closest to closed.</summary>
    public CircuitState CircuitState { get; init; }

    /// <summary>Consecutive failures that the breaker counts.</summary>
    public int CircuitFailures { get; init; }

    /// <summary>Why the server could not be reached the last time that it could not, or null.</summary>
    public string? LastError { get; init; }

    /// <summary>Adds a lane's reading.</summary>
    internal HookEmitterStats Add(in LaneStats lane)
    {
        DropCounts dropped = Dropped;
        foreach (DropReason reason in DropCounts.Reasons)
        {
            dropped[reason] += lane.Dropped[reason];
        }

        return this with
        {
            Queued = Queued + lane.Queued,
            Confirmed = Confirmed + lane.Confirmed,
            Pending = Pending + lane.Pending,
            Dropped = dropped,
            Sent = Sent + lane.Sent,
            Resent = Resent + lane.Resent,
            BytesSent = BytesSent + lane.BytesSent,
            BytesInFlight = BytesInFlight + lane.BytesInFlight,
            RingBytes = RingBytes + lane.RingBytes,
            RingCapacity = RingCapacity + lane.RingCapacity,
            OldestPendingAge = lane.OldestPendingAge > OldestPendingAge ? lane.OldestPendingAge : OldestPendingAge,
            Reconnects = Reconnects + lane.Reconnects,
            UnconfirmedLanes = UnconfirmedLanes + (lane.IsUnconfirmed ? 1 : 0),
            ActiveConnections = ActiveConnections + (lane.IsConnected ? 1 : 0),
            AvailableConnections = AvailableConnections + (lane.IsConnected && lane.BytesInFlight == 0 ? 1 : 0),
            HealthyConnections = HealthyConnections + (lane.IsHealthy ? 1 : 0),
        };
    }
}
