using System.Buffers;
using System.Text.Json;

namespace FastEmit.Protocol.EngineIO;

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
