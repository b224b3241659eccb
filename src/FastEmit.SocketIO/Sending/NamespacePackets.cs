using System.Buffers;
using System.Text.Json;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;

namespace FastEmit.SocketIO.Sending;

/// <summary>The records of the packets that join and leave a namespace.</summary>
internal static class NamespacePackets
{
    private const int Head = PacketBuilder.RecordHeader + 1;

    /// <summary>CONNECT, whose payload is the auth object, and in it what asks for the recovery of a session.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="auth">A JSON object, or nothing.</param>
    /// <param name="pid">The private id of the session to recover; null for none.</param>
    /// <param name="offset">The offset of the last event seen in it; empty for none.</param>
    public static ReadOnlySpan<byte> Connect(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> auth, string? pid, ReadOnlySpan<byte> offset)
    {
        byte[] payload = Payload(auth, pid, offset);
        byte[] record = new byte[Head + PacketWriter.MaxPrefixLength(ns.Length) + payload.Length];
        return Finish(record, PacketWriter.WriteConnect(record.AsSpan(Head), ns, payload));
    }

    /// <summary>DISCONNECT.</summary>
    public static ReadOnlySpan<byte> Disconnect(ReadOnlySpan<byte> ns)
    {
        byte[] record = new byte[Head + PacketWriter.MaxPrefixLength(ns.Length)];
        return Finish(record, PacketWriter.WriteDisconnect(record.AsSpan(Head), ns));
    }

    private static ReadOnlySpan<byte> Finish(byte[] record, int length)
    {
        record[PacketBuilder.RecordHeader] = EngineProtocol.MessagePrefix;
        PacketBuilder.WriteHeader(record, 1 + length, RecordKind.Text);
        return record.AsSpan(0, Head + length);
    }

    private static byte[] Payload(ReadOnlySpan<byte> auth, string? pid, ReadOnlySpan<byte> offset)
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
