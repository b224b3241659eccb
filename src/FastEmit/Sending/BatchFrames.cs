using System.Buffers.Text;
using FastEmit.Buffers;
using FastEmit.Lanes;
using FastEmit.Protocol.WebSockets;
using FastEmit.Records;

namespace FastEmit.Sending;

/// <summary>
/// Batches that are visible on the wire: as one envelope, with a batch id, or with an acknowledgement asked for; and events that get a number. Without
/// any of these a batch is only a run of frames, and <see cref="PlainFrames"/> writes it.
/// </summary>
internal sealed class BatchFrames(SenderState state, Confirming confirming, CompoundFrames compounds, PacketStamps stamps, WireFormat wire)
    : EventFrames(state, confirming, compounds)
{
    private const int MaxAckDigits = 19;

    /// <summary>Frame header, separator and acknowledgement id of one event beyond its packet and batch id.</summary>
    private const int EventOverhead = FrameWriter.MaxHeaderLength + MaxAckDigits + 1;

    private readonly EventRing _ring = state.Lane.Ring;

    /// <inheritdoc/>
    public override int MaxLength(Session session, int headLength) =>
        headLength + State.Options.Batch.MaxBytes + wire.Overhead + (State.Options.Batch.MaxEvents * (EventOverhead + stamps.MaxLength(session)));

    /// <inheritdoc/>
    public override long Write(Session session, FlowLimit limit, ref FrameBatch frames)
    {
        int before = frames.Length;
        long events = 0;
        ref LaneCounters counters = ref State.Lane.Counters;
        while (Confirming.HasRoom
            && (TryWriteCompound(session, limit, ref frames, out BatchExtent batch) || TryWriteBatch(session, limit, ref frames, out batch)))
        {
            counters.Sent += batch.Events;
            counters.Resent += batch.Resent;
            State.Positions.Advance(batch.End);
            events += batch.Events;
            Confirming.OnBatch(batch);
        }

        Confirming.OnWritten(session, events);
        counters.BytesSent += frames.Length - before;
        return events;
    }

    /// <summary>Writes the next record if it is a compound one and may be written.</summary>
    private bool TryWriteCompound(Session session, FlowLimit limit, ref FrameBatch frames, out BatchExtent batch)
    {
        batch = default;
        long sent = State.Positions.Sent;
        if (!_ring.TryRead(sent, out RingRecord record)
            || !CompoundPacket.Is(record.Packet)
            || !limit.Allows(sent, record.End)
            || !Compounds.TryWrite(session, record, ref frames, out long ackId))
        {
            return false;
        }

        batch = new BatchExtent(
            record.End, Events: 1, Resent: record.End <= State.Positions.EverSent ? 1 : 0, PacketBytes: 0, PrefixLength: 0, ackId);
        return true;
    }

    private bool TryWriteBatch(Session session, FlowLimit limit, ref FrameBatch frames, out BatchExtent batch)
    {
        if (!TryGather(session, limit, frames.Room - Watermarks.FrameBytes, out batch))
        {
            return false;
        }

        stamps.Next();
        if (wire.Envelope.Length != 0)
        {
            WriteEnvelope(session, ref frames, batch);
        }
        else
        {
            WriteSeparately(session, ref frames, batch);
        }

        return true;
    }

    /// <summary>Finds the next batch that may be written and fits. False when there is none.</summary>
    private bool TryGather(Session session, FlowLimit limit, int room, out BatchExtent batch)
    {
        batch = default;
        long position = State.Positions.Sent;
        if (!_ring.TryRead(position, out RingRecord record))
        {
            return false;
        }

        ReadOnlySpan<byte> name = PacketNamespace.Of(record.Packet);
        if (!session.Namespaces.IsJoined(name))
        {
            return false;
        }

        int prefixLength = PacketNamespace.PrefixLength(name);
        while (batch.Events < State.Options.Batch.MaxEvents
            && _ring.TryRead(position, out record)
            && !CompoundPacket.Is(record.Packet)
            && limit.Allows(position, record.End)
            && FitsInBatch(session, batch, record.Packet.Length, room)
            && PacketNamespace.Of(record.Packet).SequenceEqual(name))
        {
            position = record.End;
            batch = new BatchExtent(
                position,
                batch.Events + 1,
                batch.Resent + (position <= State.Positions.EverSent ? 1 : 0),
                batch.PacketBytes + record.Packet.Length,
                prefixLength);
        }

        return batch.Events != 0;
    }

    /// <summary>Whether a batch may take one more packet: by its own limit, by the room of the flush, by what the server takes in one message.</summary>
    private bool FitsInBatch(Session session, in BatchExtent batch, int packetLength, int room)
    {
        int bytes = batch.PacketBytes + packetLength;
        int maxPayload = session.MaxPayload;
        int stampLength = stamps.MaxLength(session);

        // The overhead has the batch id of one event. A number that does not fit into a message of its own is left out.
        int others = batch.Events == 0 ? 0 : (batch.Events * (1 + stampLength)) + stamps.NumberLength(session);
        int message = wire.Envelope.Length == 0 ? packetLength : bytes + others;
        return (batch.Events == 0 || bytes <= State.Options.Batch.MaxBytes)
            && bytes + ((batch.Events + 1) * (EventOverhead + stampLength)) + wire.Overhead <= room
            && message + wire.Overhead <= maxPayload;
    }

    /// <summary>One frame an event; the last asks for the acknowledgement.</summary>
    private void WriteSeparately(Session session, ref FrameBatch frames, in BatchExtent batch)
    {
        Span<byte> id = stackalloc byte[MaxAckDigits];
        id = id[..WriteAckId(id)];
        for (long position = State.Positions.Sent; position != batch.End && _ring.TryRead(position, out RingRecord record); position = record.End)
        {
            ReadOnlySpan<byte> packet = record.Packet;
            PacketTail tail = stamps.For(session, packet, packet.Length, record.End);
            ReadOnlySpan<byte> ackId = record.End == batch.End ? id : default;
            frames.BeginText(packet.Length + tail.Growth + ackId.Length);
            frames.Append(packet[..batch.PrefixLength]);
            frames.Append(ackId);
            WireFormat.WriteArguments(ref frames, packet[batch.PrefixLength..], tail);
        }
    }

    /// <summary>One frame for all: <c>42/ns,id["name",[[…],[…]]]</c>.</summary>
    private void WriteEnvelope(Session session, ref FrameBatch frames, in BatchExtent batch)
    {
        Span<byte> id = stackalloc byte[MaxAckDigits];
        id = id[..WriteAckId(id)];
        int separators = batch.Events - 1;
        int arguments = batch.PacketBytes - (batch.Events * batch.PrefixLength) + StampBytes(session, batch);
        frames.BeginText(
            batch.PrefixLength + id.Length + "["u8.Length + wire.Envelope.Length + ",["u8.Length + arguments + separators + "]]"u8.Length);
        bool isFirst = true;
        for (long position = State.Positions.Sent; position != batch.End && _ring.TryRead(position, out RingRecord record); position = record.End)
        {
            if (isFirst)
            {
                frames.Append(record.Packet[..batch.PrefixLength]);
                frames.Append(id);
                frames.Append("["u8);
                frames.Append(wire.Envelope);
                frames.Append(",["u8);
            }
            else
            {
                frames.Append(","u8);
            }

            isFirst = false;
            WireFormat.WriteArguments(ref frames, record.Packet[batch.PrefixLength..], stamps.For(session, record.Packet, record.Packet.Length, record.End));
        }

        frames.Append("]]"u8);
    }

    /// <summary>
    /// What the events of a batch grow by. The stamps are made here to be measured and once more to be written: a frame's header tells its
    /// length before them, and to keep them would take room for a whole batch. Where no event gets any, none is looked at.
    /// </summary>
    private int StampBytes(Session session, in BatchExtent batch)
    {
        int bytes = 0;
        for (long position = State.Positions.Sent;
            stamps.MaxLength(session) != 0 && position != batch.End && _ring.TryRead(position, out RingRecord record);
            position = record.End)
        {
            bytes += stamps.For(session, record.Packet, record.Packet.Length, record.End).Growth;
        }

        return bytes;
    }

    private int WriteAckId(Span<byte> id) =>
        Confirming.NextAckId is var next and not 0 && Utf8Formatter.TryFormat(next, id, out int length) ? length : 0;
}

/// <summary>The records that make up one batch: those of one namespace that lie together in the ring.</summary>
/// <param name="End">The ring position after the last record.</param>
/// <param name="Events">How many there are; at least one.</param>
/// <param name="Resent">How many of them an earlier connection has carried already.</param>
/// <param name="PacketBytes">The sum of their packets' lengths.</param>
/// <param name="PrefixLength">Bytes before the argument array in each: <c>42</c> or <c>42/ns,</c>.</param>
/// <param name="AckId">The acknowledgement of its own that the batch asks for, or zero.</param>
internal readonly record struct BatchExtent(long End, int Events, int Resent, int PacketBytes, int PrefixLength, long AckId = 0);
