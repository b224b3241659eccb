namespace FastEmit.Protocol.EngineIO;

/// <summary>The content of the server's open packet.</summary>
/// <param name="Sid">The engine's session id. It differs from the ids of namespaces.</param>
/// <param name="PingInterval">How often the server pings.</param>
/// <param name="PingTimeout">How long the server waits for the pong, and how late a ping may reach the client.</param>
/// <param name="MaxPayload">The largest message that the server accepts in bytes, including its prefix; <see cref="int.MaxValue"/> when not given.</param>
/// <param name="Upgrades">Transports that the server offers to upgrade to.</param>
internal sealed record EngineHandshake(
    string Sid, TimeSpan PingInterval, TimeSpan PingTimeout, int MaxPayload, IReadOnlyList<string> Upgrades);
