namespace FastEmit.Collector;

/// <summary>The transports of Engine.IO that a collector serves.</summary>
[Flags]
public enum CollectorTransports
{
    /// <summary>None; not accepted by <see cref="CollectorOptions"/>.</summary>
    None = 0,

    /// <summary>HTTP long-polling.</summary>
    Polling = 1,

    /// <summary>WebSocket, from the beginning or as an upgrade of polling.</summary>
    WebSocket = 2,

    /// <summary>Both, and the upgrade from one to the other.</summary>
    All = Polling | WebSocket,
}
