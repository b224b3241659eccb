namespace FastEmit.SocketIO;

/// <summary>How a namespace is joined, and how emits wait that cannot leave at once.</summary>
public sealed record SocketIOSocketOptions
{
    /// <summary>Credentials for the namespace, produced anew at every connect. Null: none.</summary>
    public SocketIOAuth? Auth { get; init; }

    /// <summary>
    /// Default bound on the wait for an ack; infinite or null: as long as the connection lasts. With <see cref="Retries"/> the bound on
    /// each attempt, and null means 10 s.
    /// </summary>
    public TimeSpan? AckTimeout { get; init; }

    /// <summary>
    /// How often an event whose ack did not come in time is sent again. Above zero every emit asks the server for an ack; several are
    /// in flight at a time, in order; acknowledged events are never sent again. A reconnect sends the unacknowledged one again. It counts as a
    /// retry only of an event that the lost session carried alone and that was not acknowledged: after a session without any ack the next
    /// one carries the first event by itself, so that one event that ends every session delays the others by as many sessions as it has
    /// attempts. The server may see an event twice. Default 0: none.
    /// </summary>
    public int Retries { get; init; }

    /// <summary>Bytes of events kept while the namespace is not connected. Default 4 MiB.</summary>
    public int OfflineBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The policy for a full offline buffer. Default: the new event is dropped.</summary>
    public OfflinePolicy OfflinePolicy { get; init; } = OfflinePolicy.DropNewest;
}

/// <summary>How an emit ends while its namespace is not connected and the offline buffer is full.</summary>
public enum OfflinePolicy
{
    /// <summary>The new event is dropped and counted.</summary>
    DropNewest,

    /// <summary>The oldest buffered events are dropped and counted.</summary>
    DropOldest,

    /// <summary>The emit throws <see cref="SocketIOBufferFullException"/>.</summary>
    Throw,
}
