namespace FastEmit.Hooks.Agents;

/// <summary>What an agent is doing with the events in the ring.</summary>
internal enum AgentState
{
    /// <summary>It looks for a server; events wait.</summary>
    Searching = 0,

    /// <summary>An emitter owns the ring and ships it over Socket.IO.</summary>
    SocketIO,

    /// <summary>The server takes no Socket.IO connection, but HTTP: each event is posted.</summary>
    Http,

    /// <summary>Nothing has happened for so long that it ends.</summary>
    Idle,

    /// <summary>It was asked to end.</summary>
    Stopping,
}
