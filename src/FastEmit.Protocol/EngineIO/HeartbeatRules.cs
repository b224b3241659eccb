namespace FastEmit.Protocol.EngineIO;

/// <summary>
/// When a silent peer is given up (Engine.IO v4, "Heartbeat"): the client after pingInterval + pingTimeout without a ping, the server
/// after pingTimeout without the pong. Other packets do not count.
/// </summary>
internal static class HeartbeatRules
{
    /// <summary>The longest a client waits for the next ping.</summary>
    public static TimeSpan ClientPatience(EngineHandshake handshake) => handshake.PingInterval + handshake.PingTimeout;

    /// <summary>How long a client has to wait on, given the silence so far. Zero or less: the peer is gone.</summary>
    public static TimeSpan ClientRemaining(EngineHandshake handshake, TimeSpan silence) => ClientPatience(handshake) - silence;

    /// <summary>How long a server has to wait on for a pong, given the time since its ping. Zero or less: the peer is gone.</summary>
    public static TimeSpan ServerRemaining(EngineHandshake handshake, TimeSpan sincePing) => handshake.PingTimeout - sincePing;
}
