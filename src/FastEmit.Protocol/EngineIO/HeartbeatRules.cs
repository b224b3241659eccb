namespace FastEmit.Protocol.EngineIO;

/// <summary>
/// The timeouts for a silent peer (Engine.IO v4, "Heartbeat"): the client waits pingInterval + pingTimeout for a ping, the server
/// waits pingTimeout for the pong. Other packets do not count.
/// </summary>
internal static class HeartbeatRules
{
    /// <summary>The longest time that a client waits for the next ping.</summary>
    public static TimeSpan ClientPatience(EngineHandshake handshake) => handshake.PingInterval + handshake.PingTimeout;

    /// <summary>The rest of a client's wait after a silence. Zero or less: the peer is dead.</summary>
    public static TimeSpan ClientRemaining(EngineHandshake handshake, TimeSpan silence) => ClientPatience(handshake) - silence;

    /// <summary>The rest of a server's wait for a pong after its ping. Zero or less: the peer is dead.</summary>
    public static TimeSpan ServerRemaining(EngineHandshake handshake, TimeSpan sincePing) => handshake.PingTimeout - sincePing;
}
