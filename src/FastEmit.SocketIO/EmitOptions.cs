namespace FastEmit.SocketIO;

/// <summary>How one event without ack is sent.</summary>
[Flags]
public enum EmitOptions
{
    /// <summary>Kept while the namespace is not connected; waits while the send buffer is full.</summary>
    None = 0,

    /// <summary>Dropped when it cannot leave soon: the namespace is not connected, or the network is behind by more than 64 KiB.</summary>
    Volatile = 1,
}
