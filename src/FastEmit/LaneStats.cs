namespace FastEmit;

/// <summary>
/// One reading of one lane's counters: of its ring and of the connection that empties it. Reading allocates nothing;
/// <c>Offered = Confirmed + Written + Pending + FellBack + Dropped.Total</c> holds in every reading.
/// </summary>
public readonly record struct LaneStats
{
    /// <summary>
    /// Events of this lane's partitions and namespaces, whatever became of them, but those that its sender gave to the fallback
    /// while the emitter runs (<see cref="Options.IsolationOptions.RefusedNamespaceTimeout"/>): <see cref="HookEmitterStats"/> alone counts them.
    /// </summary>
    public long Offered { get; init; }

    /// <summary>Events that the server process has received: its answers prove it.</summary>
    public long Confirmed { get; init; }

    /// <summary>Events that were written to a connection that proves nothing; see <see cref="HookEmitterStats.Written"/>.</summary>
    public long Written { get; init; }

    /// <summary>Events that wait in the ring or are in flight.</summary>
    public long Pending { get; init; }

    /// <summary>Events of this lane's ring that <see cref="HookEmitterOptions.Fallback"/> has taken when the emitter closed.</summary>
    public long FellBack { get; init; }

    /// <summary>Events that are lost, by reason.</summary>
    public DropCounts Dropped { get; init; }

    /// <summary>Events written to a connection, those sent again included.</summary>
    public long Sent { get; init; }

    /// <summary>Events written again after an earlier connection was lost.</summary>
    public long Resent { get; init; }

    /// <summary>Bytes of WebSocket frames written for events.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of the ring that are sent and that the server has not received yet, as far as is known.</summary>
    public long BytesInFlight { get; init; }

    /// <summary>Bytes in use in the ring.</summary>
    public long RingBytes { get; init; }

    /// <summary>Bytes of ring there are.</summary>
    public long RingCapacity { get; init; }

    /// <summary>Age of the oldest event that is not confirmed, to about the length of one sender pass; zero when there is none.</summary>
    public TimeSpan OldestPendingAge { get; init; }

    /// <summary>Connections that were established after an earlier one had been lost.</summary>
    public long Reconnects { get; init; }

    /// <summary>Failed connects, lost connections, and namespaces that the server refused or disconnected.</summary>
    public long Errors { get; init; }

    /// <summary>Whether the lane has a connection.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Whether it has one and nothing went wrong on it since its last confirmation.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Whether the lane goes on without proof because nothing answers its pings; see <see cref="HookEmitterStats.UnconfirmedLanes"/>.</summary>
    public bool IsUnconfirmed { get; init; }

    /// <summary>The server that the lane is connected to, without query and credentials; null while it is not connected.</summary>
    public string? ServerUrl { get; init; }
}
