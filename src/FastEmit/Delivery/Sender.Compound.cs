using System.Buffers.Text;
using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Delivery;

/// <summary>Records that are more than a text packet. Where batches are visible, each is a batch of its own.</summary>
internal sealed partial class Sender
{
    /// <summary>Whether a watermark is to be written although no event waits for one.</summary>
    private bool _wantsMark;

    /// <summary>The longest WebSocket message that a record needs, with everything that is added to it.</summary>
    private int MaxMessageLength(ReadOnlySpan<byte> content) =>
        CompoundPacket.Is(content) ? new CompoundPacket(content).MaxMessageLength(_plan.WireOverhead) : content.Length + _plan.WireOverhead;

    /// <summary>Bytes of all frames of a record at most; what is added to a batch not included.</summary>
    private int MaxFramesLength(ReadOnlySpan<byte> content) =>
        CompoundPacket.Is(content) ? new CompoundPacket(content).MaxFramesLength(_plan.WireOverhead) : FrameWriter.MaskedLength(content.Length);

    /// <summary>Writes the next record if it is a compound one and may be written.</summary>
    private bool TryWriteCompound(LaneConnection connection, FlowLimit limit, ref FrameBatch frames, out BatchExtent batch)
    {
        batch = default;
        if (!_ring.TryRead(_sent, out RingRecord record)
            || !CompoundPacket.Is(record.Packet)
            || !limit.Allows(_sent, record.End)
            || !TryWriteCompound(connection, record, ref frames, out long ackId))
        {
            return false;
        }

        batch = new BatchExtent(record.End, Events: 1, Resent: record.End <= _everSent ? 1 : 0, PacketBytes: 0, PrefixLength: 0, ackId);
        return true;
    }

    /// <summary>Writes a record of the ring, and remembers it if somebody waits for its acknowledgement.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryWriteCompound(LaneConnection connection, in RingRecord record, ref FrameBatch frames, out long ackId)
    {
        if (!TryWriteCompound(connection, record.Packet, ref frames, out ackId))
        {
            return false;
        }

        // Acknowledged delivery keeps the record in the ring until the answer comes.
        if (ackId != 0 && !IsAcknowledged)
        {
            _held.Add(ackId, record.End, record.Packet.Length);
        }

        return true;
    }

    /// <summary>
    /// Writes again what the ring has released and nobody has acknowledged. False when something of it is left, which then
    /// comes before everything in the ring.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool WriteHeld(LaneConnection connection, ref FrameBatch frames)
    {
        int before = frames.Length;
        bool complete = true;
        while (_held.TryPeek(out ReadOnlySpan<byte> content) && (complete = TryWriteCompound(connection, content, ref frames, out _)))
        {
            _held.OnWritten();
            Counters.Sent++;
            Counters.Resent++;

            // No event in the ring depends on it, but a watermark shows that the connection works.
            _wantsMark |= NeedsWatermark(connection);
        }

        Counters.BytesSent += frames.Length - before;
        return complete;
    }

    /// <summary>Writes all frames of a packet, one behind the other. False when its namespace is not joined, or they do not fit.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="content">A record's content.</param>
    /// <param name="frames">Where to.</param>
    /// <param name="ackId">The acknowledgement that somebody waits for, zero when nobody does.</param>
    private bool TryWriteCompound(LaneConnection connection, ReadOnlySpan<byte> content, ref FrameBatch frames, out long ackId)
    {
        ackId = 0;
        CompoundPacket packet = new(content);
        if (packet.MaxMessageLength(_plan.WireOverhead) > connection.MaxPayload
            || connection.Find(packet.Namespace) is not { State: NamespaceState.Joined }
            || packet.MaxFramesLength(_plan.WireOverhead) > frames.Room - WatermarkBytes)
        {
            return false;
        }

        _batchStamp?.Next();
        if (IsOurs(packet, out long id) && _acks.OnWrite(id))
        {
            ackId = id;
        }

        WriteText(packet, ackId == 0 && IsAcknowledged ? _inFlight.NextNumber : ackId, ref frames);
        for (int i = 0; i < packet.Count; i++)
        {
            frames.Write(WebSocketOpcode.Binary, packet.Attachment(i));
        }

        return true;
    }

    /// <summary>The text frame: the packet as it is, or in an envelope of its own.</summary>
    private void WriteText(in CompoundPacket packet, long ackId, ref FrameBatch frames)
    {
        Span<byte> type = stackalloc byte[CompoundPacket.MaxTypeLength];
        type = type[..packet.WriteType(type)];
        Span<byte> id = stackalloc byte[CompoundPacket.MaxIdDigits];
        id = id[..(ackId == 0 ? 0 : FormatId(ackId, id))];
        ReadOnlySpan<byte> stamp = _batchStamp is null ? default : _batchStamp.For(packet.Arguments);
        bool isMain = packet.Namespace.Length == 1;
        bool isEnveloped = _plan.Envelope.Length != 0;
        frames.BeginText(
            type.Length + (isMain ? 0 : packet.Namespace.Length + 1) + id.Length + packet.Arguments.Length + stamp.Length
            + (isEnveloped ? "["u8.Length + _plan.Envelope.Length + ",["u8.Length + "]]"u8.Length : 0));
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
            frames.Append(_plan.Envelope);
            frames.Append(",["u8);
        }

        WriteArguments(ref frames, packet.Arguments, stamp);
        if (isEnveloped)
        {
            frames.Append("]]"u8);
        }
    }

    /// <summary>A record is not going to be sent: whoever waits for its acknowledgement learns why.</summary>
    private void FailAcknowledgement(in RingRecord record, EmitFailure failure)
    {
        if (CompoundPacket.Is(record.Packet) && IsOurs(new CompoundPacket(record.Packet), out long id))
        {
            _acks.Fail(id, failure);
        }
    }

    /// <summary>Whether a packet asks for an acknowledgement that this emitter, and not an earlier one, has given out.</summary>
    private bool IsOurs(in CompoundPacket packet, out long ackId)
    {
        ackId = packet.AckId;
        return ackId != 0 && packet.AckOwner == _acks.Owner;
    }

    private static int FormatId(long id, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(id, destination, out int length);
        return length;
    }
}
