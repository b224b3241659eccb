namespace FastEmit.SocketIO;

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
