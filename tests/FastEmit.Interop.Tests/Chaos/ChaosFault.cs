namespace FastEmit.Interop.Tests.Chaos;

/// <summary>What may go wrong.</summary>
internal enum ChaosFault
{
    /// <summary>The server process ends as by SIGKILL and comes back.</summary>
    Kill,

    /// <summary>Every connection ends in good order (FIN).</summary>
    Cut,

    /// <summary>Every connection is reset (RST).</summary>
    Reset,

    /// <summary>The connection is reset behind a certain byte, mostly in the middle of a frame.</summary>
    ResetInMidFrame,

    /// <summary>Every connection goes dead without a word; only the heartbeat tells.</summary>
    BlackHole,

    /// <summary>The server stands still for a while.</summary>
    Stall,

    /// <summary>The server reads slowly for a while.</summary>
    SlowReader,

    /// <summary>New connections are refused for a while, and the present ones reset.</summary>
    RefuseConnections,

    /// <summary>The server refuses the namespace for a while, and resets the connections so that it is asked for.</summary>
    RefuseNamespace,

    /// <summary>The server disconnects the namespace.</summary>
    DisconnectNamespace,

    /// <summary>The server closes every connection in good order.</summary>
    CloseConnections,
}
