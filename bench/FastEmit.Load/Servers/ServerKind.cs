namespace FastEmit.Load.Servers;

/// <summary>What the events are sent into.</summary>
internal enum ServerKind
{
    /// <summary><see cref="CountingSink"/>.</summary>
    Sink,

    /// <summary>The official server, npm's socket.io.</summary>
    Node,

    /// <summary>FastEmit's collector.</summary>
    Collector,
}
