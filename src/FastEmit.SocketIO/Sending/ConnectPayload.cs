using System.Buffers;
using System.Text.Json;

namespace FastEmit.SocketIO.Sending;

/// <summary>The payload of CONNECT: the auth object, and in it what asks for the recovery of a session.</summary>
internal static class ConnectPayload
{
    /// <param name="auth">A JSON object, or nothing.</param>
    /// <param name="pid">The private id of the session to recover; null for none.</param>
    /// <param name="offset">The offset of the last event seen in it; empty for none.</param>
    public static byte[] Compose(ReadOnlySpan<byte> auth, string? pid, ReadOnlySpan<byte> offset)
    {
        if (pid is null || offset.IsEmpty)
        {
            return auth.ToArray();
        }

        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            writer.WriteString("pid"u8, pid);
            writer.WriteString("offset"u8, offset);
            if (!auth.IsEmpty)
            {
                using JsonDocument document = JsonDocument.Parse(auth.ToArray());
                foreach (JsonProperty property in document.RootElement.EnumerateObject())
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
