using System.Buffers.Text;
using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Protocol.WebSockets;
using FastEmit.Records;

namespace FastEmit.Sending;

/// <summary>Writes records that are more than a text packet. Where batches are visible, each is a batch of its own.</summary>
internal sealed class CompoundFrames(SenderState state, Confirming confirming, PacketStamps stamps, WireFormat wire)
{
    /// <summary>The longest WebSocket message that a record needs, with everything that is added to it.</summary>
    public int MaxMessageLength(ReadOnlySpan<byte> content) =>
        CompoundPacket.Is(content) ? new CompoundPacket(content).MaxMessageLength(wire.Overhead) : content.Length + wire.Overhead;

    /// <summary>Bytes of all frames of a record at most; what is added to a batch not included.</summary>
    public int MaxFramesLength(ReadOnlySpan<byte> content) =>
        CompoundPacket.Is(content) ? new CompoundPacket(content).MaxFramesLength(wire.Overhead) : FrameWriter.MaskedLength(content.Length);

    /// <summary>Writes a record of the ring, and keeps a copy if a caller waits for its acknowledgement.</summary>
    /// <returns>False when its namespace is not joined, or it does not fit.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryWrite(Session session, in RingRecord record, ref FrameBatch frames, out long ackId)
    {
        if (!TryWriteFrames(session, record, ref frames, out ackId))
        {
            return false;
        }

        if (ackId != 0 && confirming.ForgetsBeforeAnswer)
        {
            state.Held.Add(ackId, record.End, record.Packet.Length);
        }

        return true;
    }

    /// <summary>
    /// Writes again the kept packets that were released from the ring without an acknowledgement. False when some are left, which then
    /// comes before everything in the ring.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool WriteHeld(Session session, ref FrameBatch frames)
    {
        int before = frames.Length;
        bool isComplete = true;
        while (state.Held.TryPeek(out RingRecord record) && (isComplete = TryWriteFrames(session, record, ref frames, out _)))
        {
            state.Held.OnWritten();
            state.Lane.Counters.Sent++;
            state.Lane.Counters.Resent++;
            confirming.OnWrittenAgain(session);
        }

        state.Lane.Counters.BytesSent += frames.Length - before;
        return isComplete;
    }

    /// <summary>Writes all frames of a packet, one behind the other. False when its namespace is not joined, or they do not fit.</summary>
    private bool TryWriteFrames(Session session, in RingRecord record, ref FrameBatch frames, out long ackId)
    {
        ackId = 0;
        CompoundPacket packet = new(record.Packet);
        if (packet.MaxMessageLength(wire.Overhead) > session.MaxPayload
            || !session.Namespaces.IsJoined(packet.Namespace)
            || packet.MaxFramesLength(wire.Overhead) + stamps.MaxLength(session) > frames.Room - Watermarks.FrameBytes)
        {
            return false;
        }

        stamps.Next();
        if (packet.AckId != 0 && packet.AckOwner == state.Answers.Owner && state.Answers.OnWrite(packet.AckId))
        {
            ackId = packet.AckId;
        }

        WriteText(packet, ackId == 0 ? confirming.NextAckId : ackId, stamps.For(session, packet.Arguments, record.Packet.Length, record.End), ref frames);
        for (int i = 0; i < packet.Count; i++)
        {
            frames.Write(WebSocketOpcode.Binary, packet.Attachment(i));
        }

        return true;
    }

    /// <summary>The text frame: the packet as it is, or in an envelope of its own.</summary>
    private void WriteText(in CompoundPacket packet, long ackId, PacketTail tail, ref FrameBatch frames)
    {
        Span<byte> type = stackalloc byte[CompoundPacket.MaxTypeLength];
        type = type[..packet.WriteType(type)];
        Span<byte> id = stackalloc byte[CompoundPacket.MaxIdDigits];
        id = id[..(ackId != 0 && Utf8Formatter.TryFormat(ackId, id, out int digits) ? digits : 0)];
        bool isMain = packet.Namespace.Length == 1;
        bool isEnveloped = wire.Envelope.Length != 0;
        frames.BeginText(
            type.Length + (isMain ? 0 : packet.Namespace.Length + 1) + id.Length + packet.Arguments.Length + tail.Growth
            + (isEnveloped ? "["u8.Length + wire.Envelope.Length + ",["u8.Length + "]]"u8.Length : 0));
        frames.Append(type);
        if (!isMain)
        {
            frames.Append(packet.Namespace);
            frames.Append(","u8);
        }

        frames.Append(id);
        if (isEnveloped)
        {
            frames.Append("["u8);
            frames.Append(wire.Envelope);
            frames.Append(",["u8);
        }

        WireFormat.WriteArguments(ref frames, packet.Arguments, tail);
        if (isEnveloped)
        {
            frames.Append("]]"u8);
        }
    }
}
