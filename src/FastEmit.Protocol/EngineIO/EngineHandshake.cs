using System.Buffers;
using System.Text.Json;

namespace FastEmit.Protocol.EngineIO;

/// <summary>The content of the server's open packet.</summary>
/// <param name="Sid">The engine's session id. It differs from the ids of namespaces.</param>
/// <param name="PingInterval">How often the server pings.</param>
/// <param name="PingTimeout">How long the server waits for the pong, and how late a ping may reach the client.</param>
/// <param name="MaxPayload">The largest message that the server accepts in bytes, including its prefix; <see cref="int.MaxValue"/> when not given.</param>
/// <param name="Upgrades">Transports that the server offers to upgrade to.</param>
internal sealed record EngineHandshake(
    string Sid, TimeSpan PingInterval, TimeSpan PingTimeout, int MaxPayload, IReadOnlyList<string> Upgrades);

/// <summary>Writes the server's open packet.</summary>
internal static class HandshakeWriter
{
    /// <summary>Writes <c>0{…}</c>.</summary>
    public static void Write(IBufferWriter<byte> output, EngineHandshake handshake)
    {
        output.Write("0"u8);
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("sid"u8, handshake.Sid);
        json.WriteStartArray("upgrades"u8);
        foreach (string upgrade in handshake.Upgrades)
        {
            json.WriteStringValue(upgrade);
        }

        json.WriteEndArray();
        json.WriteNumber("pingInterval"u8, (long)handshake.PingInterval.TotalMilliseconds);
        json.WriteNumber("pingTimeout"u8, (long)handshake.PingTimeout.TotalMilliseconds);
        json.WriteNumber("maxPayload"u8, handshake.MaxPayload);
        json.WriteEndObject();
    }
}

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
