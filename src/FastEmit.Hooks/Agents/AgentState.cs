namespace FastEmit.Hooks.Agents;

/// <summary>The way in which an agent handles the events in the ring.</summary>
internal enum AgentState
{
    /// <summary>It searches for a server; events wait.</summary>
    Searching = 0,

    /// <summary>An emitter owns the ring and ships it over Socket.IO.</summary>
    SocketIO,

    /// <summary>The server accepts HTTP but no Socket.IO connection: each event is posted.</summary>
    Http,

    /// <summary>The server opens Engine.IO sessions but refuses the WebSocket: each event is posted, with longer pauses between attempts.</summary>
    HttpWithoutWebSocket,

    /// <summary>It ends after <see cref="AgentOptions.IdleExit"/> without events.</summary>
    Idle,

    /// <summary>It was asked to end.</summary>
    Stopping,
}

/// <summary>The reason why an agent ended.</summary>
internal enum AgentEnd
{
    /// <summary>It was asked to.</summary>
    Stopped = 0,

    /// <summary>It was idle for <see cref="AgentOptions.IdleExit"/>.</summary>
    Idle,

    /// <summary>Another agent runs already.</summary>
    AlreadyRunning,
}
