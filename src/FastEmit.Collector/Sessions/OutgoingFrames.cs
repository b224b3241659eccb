using System.Buffers;
using System.Buffers.Text;
using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>Packets of a session as the frames of a WebSocket.</summary>
internal static class OutgoingFrames
{
    /// <summary>The most bytes that a ping or a close frame carries (RFC 6455 section 5.5).</summary>
    public const int MaxControlPayload = 125;

    /// <summary>Takes everything out of an outbox. The caller returns <paramref name="frames"/> by <see cref="Outbox.Return"/>.</summary>
    /// <param name="outbox">The packets.</param>
    /// <param name="asBase64">Whether attachments become base64 text, for a client that cannot read binary frames.</param>
    /// <param name="frames">The frames.</param>
    /// <returns>How many bytes of it are frames.</returns>
    public static int Encode(Outbox outbox, bool asBase64, out byte[] frames)
    {
        int recordBytes = outbox.Take(out byte[] records);
        frames = recordBytes == 0 ? [] : ArrayPool<byte>.Shared.Rent(MaxFrameBytes(records.AsSpan(0, recordBytes), asBase64));
        int length = 0;
        ReadOnlySpan<byte> rest = records.AsSpan(0, recordBytes);
        while (PacketRecords.TryRead(ref rest, out PacketKind kind, out ReadOnlySpan<byte> packet))
        {
            length += kind == PacketKind.Binary && asBase64
                ? WriteBase64(frames.AsSpan(length), packet)
                : FrameWriter.WriteUnmasked(frames.AsSpan(length), OpcodeOf(kind), packet);
        }

        Outbox.Return(records);
        return length;
    }

    /// <summary>The close frame.</summary>
    public static byte[] Close(Closing closing)
    {
        Span<byte> payload = stackalloc byte[MaxControlPayload];
        int length = CloseCode.MayBeSent(closing.Code) ? FrameWriter.WriteClosePayload(payload, closing.Code, closing.Reason) : 0;
        byte[] frame = new byte[FrameWriter.UnmaskedLength(length)];
        FrameWriter.WriteUnmasked(frame, WebSocketOpcode.Close, payload[..length]);
        return frame;
    }

    private static int MaxFrameBytes(ReadOnlySpan<byte> records, bool asBase64)
    {
        int bytes = FrameWriter.MaxHeaderLength; // Room that a header is checked for.
        while (PacketRecords.TryRead(ref records, out PacketKind kind, out ReadOnlySpan<byte> packet))
        {
            bool isBase64 = kind == PacketKind.Binary && asBase64;
            bytes += FrameWriter.UnmaskedLength(isBase64 ? 1 + Base64.GetMaxEncodedToUtf8Length(packet.Length) : packet.Length);
        }

        return bytes;
    }

    private static int WriteBase64(Span<byte> destination, ReadOnlySpan<byte> packet)
    {
        int length = 1 + Base64.GetMaxEncodedToUtf8Length(packet.Length);
        int header = FrameWriter.WriteHeader(destination, WebSocketOpcode.Text, length);
        destination[header] = (byte)EnginePacketType.Base64;
        Base64.EncodeToUtf8(packet, destination[(header + 1)..], out _, out _);
        return header + length;
    }

    private static WebSocketOpcode OpcodeOf(PacketKind kind) => kind switch
    {
        PacketKind.Text => WebSocketOpcode.Text,
        PacketKind.Binary => WebSocketOpcode.Binary,
        _ => WebSocketOpcode.Pong,
    };
}
