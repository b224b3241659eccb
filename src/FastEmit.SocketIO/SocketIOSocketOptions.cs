namespace FastEmit.SocketIO;

/// <summary>How a namespace is joined, and what happens to emits that cannot leave at once.</summary>
public sealed record SocketIOSocketOptions
{
    /// <summary>Credentials for the namespace, produced anew at every connect. Null: none.</summary>
    public SocketIOAuth? Auth { get; init; }

    /// <summary>Default bound on the wait for an ack. Null: as long as the connection lasts; with <see cref="Retries"/>, 10 s.</summary>
    public TimeSpan? AckTimeout { get; init; }

    /// <summary>
    /// How often an event whose ack did not come in time is sent again. Above zero every emit asks the server for an ack; several are
    /// under way at once, in order, and what was acknowledged is never sent again. A reconnect sends what is open again without counting
    /// as a retry. The server may see an event twice. Default 0: none.
    /// </summary>
    public int Retries { get; init; }

    /// <summary>Bytes of events kept while the namespace is not connected. Default 4 MiB.</summary>
    public int OfflineBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>What happens when the offline buffer is full. Default: the new event is dropped.</summary>
    public OfflinePolicy OfflinePolicy { get; init; } = OfflinePolicy.DropNewest;
}
