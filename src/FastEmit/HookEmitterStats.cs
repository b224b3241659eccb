using FastEmit.Resilience;

namespace FastEmit;

/// <summary>
/// One reading of an emitter's counters. Reading allocates nothing and may be done from any thread at any time;
/// <c>Offered = Confirmed + Written + Pending + FellBack + Dropped.Total</c> holds in every reading.
/// </summary>
public readonly record struct HookEmitterStats
{
    // Not one type with LaneStats: a lane has a connection and no circuit, the emitter the sums and what all lanes share. Add says how they sum up.

    /// <summary>Events handed to the emitter, whatever became of them.</summary>
    public long Offered { get; init; }

    /// <summary>Events that the server process has received: its answers prove it.</summary>
    public long Confirmed { get; init; }

    /// <summary>
    /// Events that were written to a connection that proves nothing, and are not kept any longer: at-most-once, or a server without
    /// pongs (<see cref="UnconfirmedLanes"/>). They may have arrived.
    /// </summary>
    public long Written { get; init; }

    /// <summary>Events that wait in a ring or are in flight.</summary>
    public long Pending { get; init; }

    /// <summary>Events that <see cref="HookEmitterOptions.Fallback"/> has taken.</summary>
    public long FellBack { get; init; }

    /// <summary>Events that are lost, by reason.</summary>
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

    /// <summary>When the connections were looked at last (<see cref="Options.ConnectionOptions.HealthCheckInterval"/>), or null.</summary>
    public DateTimeOffset? LastHealthCheck { get; init; }

    /// <summary>How often open connections are looked at.</summary>
    public TimeSpan HealthCheckInterval { get; init; }

    /// <summary>
    /// Lanes whose server, or a proxy before it, answers no WebSocket pings, so that their events are counted as
    /// <see cref="Written"/>.
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
            Offered = Offered + lane.Offered,
            Confirmed = Confirmed + lane.Confirmed,
            Written = Written + lane.Written,
            Pending = Pending + lane.Pending,
            FellBack = FellBack + lane.FellBack,
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
