namespace FastEmit.Protocol.EngineIO;

/// <summary>The server's open packet.</summary>
/// <param name="Sid">The engine's session id; a namespace has another.</param>
/// <param name="PingInterval">How often the server pings.</param>
/// <param name="PingTimeout">How long the server waits for the pong, and how late the client lets a ping be.</param>
/// <param name="MaxPayload">Largest message the server takes, its prefix included; <see cref="int.MaxValue"/> when it did not say.</param>
/// <param name="Upgrades">Transports that the server offers to upgrade to.</param>
internal sealed record EngineHandshake(
    string Sid, TimeSpan PingInterval, TimeSpan PingTimeout, int MaxPayload, IReadOnlyList<string> Upgrades);
