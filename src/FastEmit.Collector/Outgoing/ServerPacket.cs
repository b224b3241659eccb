using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Outgoing;

/// <summary>Writes the packets of a server as records for an <see cref="Outbox"/>: one text record, and one for each attachment right behind it.</summary>
internal static class ServerPacket
{
    /// <summary><c>42[/nsp,]["name",arguments]</c></summary>
    public static ReadOnlyMemory<byte> Event(
        ReadOnlySpan<byte> @namespace, string name, ReadOnlySpan<byte> arguments, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        JsonEncodedText nameJson = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        ArrayBufferWriter<byte> text = new();
        text.Write([EngineProtocol.MessagePrefix]);
        PacketWriter.WriteEventPrefix(text, @namespace, attachments: attachments.Length);
        text.Write("[\""u8);
        text.Write(nameJson.EncodedUtf8Bytes);
        text.Write("\""u8);
        text.Write(arguments.IsEmpty ? default : ","u8);
        text.Write(arguments);
        text.Write("]"u8);
        return ToRecords(text.WrittenSpan, attachments);
    }

    /// <summary><c>43[/nsp,]id[arguments]</c></summary>
    public static ReadOnlyMemory<byte> Ack(
        ReadOnlySpan<byte> @namespace, long id, ReadOnlySpan<byte> arguments, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        ArrayBufferWriter<byte> text = new();
        text.Write([EngineProtocol.MessagePrefix]);
        PacketWriter.WriteAckPrefix(text, @namespace, id, attachments.Length);
        text.Write("["u8);
        text.Write(arguments);
        text.Write("]"u8);
        return ToRecords(text.WrittenSpan, attachments);
    }

    /// <summary><c>40[/nsp,]{"sid":"…"}</c>, without the record around it.</summary>
    public static ReadOnlyMemory<byte> ConnectReply(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> payload)
    {
        ArrayBufferWriter<byte> text = new();
        text.Write([EngineProtocol.MessagePrefix]);
        PacketWriter.WriteConnect(text, @namespace, payload);
        return text.WrittenMemory;
    }

    /// <summary><c>44[/nsp,]{"message":"…"}</c>, without the record around it.</summary>
    public static ReadOnlyMemory<byte> ConnectError(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> payload)
    {
        ArrayBufferWriter<byte> text = new();
        text.Write([EngineProtocol.MessagePrefix]);
        PacketWriter.WriteConnectError(text, @namespace, payload);
        return text.WrittenMemory;
    }

    /// <summary><c>41[/nsp,]</c>, without the record around it.</summary>
    public static ReadOnlyMemory<byte> Disconnect(ReadOnlySpan<byte> @namespace)
    {
        ArrayBufferWriter<byte> text = new();
        text.Write([EngineProtocol.MessagePrefix]);
        PacketWriter.WriteDisconnect(text, @namespace);
        return text.WrittenMemory;
    }

    /// <exception cref="ArgumentException">There are more attachments than a client takes.</exception>
    private static ReadOnlyMemory<byte> ToRecords(ReadOnlySpan<byte> text, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (attachments.Length > PacketLimits.Default.MaxAttachments)
        {
            throw new ArgumentException($"A packet has at most {PacketLimits.Default.MaxAttachments} attachments.", nameof(attachments));
        }

        int length = PacketRecords.LengthOf(text);
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            length += PacketRecords.LengthOf(attachment.Span);
        }

        byte[] records = new byte[length];
        int position = PacketRecords.Write(records, PacketKind.Text, text);
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            position += PacketRecords.Write(records.AsSpan(position), PacketKind.Binary, attachment.Span);
        }

        return records;
    }
}
