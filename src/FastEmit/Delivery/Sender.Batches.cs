using System.Buffers.Text;
using FastEmit.Buffers;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Delivery;

/// <summary>
/// Batches that are visible on the wire: as one envelope, with a batch id, or with an acknowledgement asked for. Without
/// any of these a batch is only a run of frames, and <see cref="WriteEvents"/> writes it.
/// </summary>
internal sealed partial class Sender
{
    private const int MaxAckDigits = 19;

    /// <summary>Frame header, separator and acknowledgement id of one event beyond its packet and batch id.</summary>
    private const int EventOverhead = FrameWriter.MaxHeaderLength + MaxAckDigits + 1;

    private readonly BatchStamp? _batchStamp;

    private bool HasVisibleBatches => _batchStamp is not null || _plan.Envelope.Length != 0 || _options.Delivery == DeliveryGuarantee.Acknowledged;

    /// <summary>The most bytes that one batch can need in a flush.</summary>
    private int MaxBatchFrameBytes(int headFrameLength) =>
        headFrameLength + _options.MaxBatchBytes + _plan.WireOverhead + (_options.MaxBatchSize * (EventOverhead + (_batchStamp?.MaxLength ?? 0)));

    private void WriteBatches(LaneConnection connection, ref FrameBatch frames)
    {
        FlowLimit limit = NextLimit();
        int before = frames.Length;
        while (_inFlight.HasRoom
            && (TryWriteCompound(connection, limit, ref frames, out BatchExtent batch) || TryWriteBatch(connection, limit, ref frames, out batch)))
        {
            Counters.Sent += batch.Events;
            Counters.Resent += batch.Resent;
            _sent = batch.End;
            _passEvents += batch.Events;
            if (_options.Delivery == DeliveryGuarantee.Acknowledged)
            {
                _inFlight.Add(batch.End, batch.Events, _time.GetTimestamp(), batch.AckId);
            }

            NeedMark(connection, batch.Events);
        }

        _everSent = Math.Max(_everSent, _sent);
        Counters.BytesSent += frames.Length - before;
    }

    private bool TryWriteBatch(LaneConnection connection, FlowLimit limit, ref FrameBatch frames, out BatchExtent batch)
    {
        if (!TryGather(connection, limit, frames.Room - WatermarkBytes, out batch))
        {
            return false;
        }

        _batchStamp?.Next();
        if (_plan.Envelope.Length != 0)
        {
            WriteEnvelope(ref frames, batch);
        }
        else
        {
            WriteSeparately(ref frames, batch);
        }

        return true;
    }

    /// <summary>Finds the next batch that may be written and fits. False when there is none.</summary>
    private bool TryGather(LaneConnection connection, FlowLimit limit, int room, out BatchExtent batch)
    {
        batch = default;
        if (!_ring.TryRead(_sent, out RingRecord record))
        {
            return false;
        }

        ReadOnlySpan<byte> name = PacketNamespace.Of(record.Packet);
        if (connection.Find(name) is not { State: NamespaceState.Joined })
        {
            return false;
        }

        int prefixLength = PacketNamespace.PrefixLength(name);
        long position = _sent;
        while (batch.Events < _options.MaxBatchSize
            && _ring.TryRead(position, out record)
            && !CompoundPacket.Is(record.Packet)
            && limit.Allows(position, record.End)
            && FitsInBatch(batch, record.Packet.Length, room, connection.MaxPayload)
            && PacketNamespace.Of(record.Packet).SequenceEqual(name))
        {
            position = record.End;
            batch = new BatchExtent(
                position,
                batch.Events + 1,
                batch.Resent + (position <= _everSent ? 1 : 0),
                batch.PacketBytes + record.Packet.Length,
                prefixLength);
        }

        return batch.Events != 0;
    }

    /// <summary>Whether a batch may take one more packet: by its own limit, by the room of the flush, by what the server takes in one message.</summary>
    private bool FitsInBatch(in BatchExtent batch, int packetLength, int room, int maxPayload)
    {
        int bytes = batch.PacketBytes + packetLength;
        int perEvent = EventOverhead + (_batchStamp?.MaxLength ?? 0);
        int message = _plan.Envelope.Length == 0 ? packetLength : bytes + (batch.Events * (1 + (_batchStamp?.MaxLength ?? 0)));
        return (batch.Events == 0 || bytes <= _options.MaxBatchBytes)
            && bytes + ((batch.Events + 1) * perEvent) + _plan.WireOverhead <= room
            && message + _plan.WireOverhead <= maxPayload;
    }

    /// <summary>One frame an event; the last asks for the acknowledgement.</summary>
    private void WriteSeparately(ref FrameBatch frames, in BatchExtent batch)
    {
        Span<byte> id = stackalloc byte[MaxAckDigits];
        int idLength = WriteAckId(id);
        for (long position = _sent; position != batch.End && _ring.TryRead(position, out RingRecord record); position = record.End)
        {
            ReadOnlySpan<byte> packet = record.Packet;
            ReadOnlySpan<byte> stamp = _batchStamp is null ? default : _batchStamp.For(packet);
            ReadOnlySpan<byte> ackId = record.End == batch.End ? id[..idLength] : default;
            frames.BeginText(packet.Length + stamp.Length + ackId.Length);
            frames.Append(packet[..batch.PrefixLength]);
            frames.Append(ackId);
            WriteArguments(ref frames, packet[batch.PrefixLength..], stamp);
        }
    }

    /// <summary>One frame for all: <c>42/ns,id["name",[[…],[…]]]</c>.</summary>
    private void WriteEnvelope(ref FrameBatch frames, in BatchExtent batch)
    {
        Span<byte> id = stackalloc byte[MaxAckDigits];
        int idLength = WriteAckId(id);
        int separators = batch.Events - 1;
        int arguments = batch.PacketBytes - (batch.Events * batch.PrefixLength) + StampBytes(batch);
        frames.BeginText(
            batch.PrefixLength + idLength + "["u8.Length + _plan.Envelope.Length + ",["u8.Length + arguments + separators + "]]"u8.Length);
        bool first = true;
        for (long position = _sent; position != batch.End && _ring.TryRead(position, out RingRecord record); position = record.End)
        {
            if (first)
            {
                frames.Append(record.Packet[..batch.PrefixLength]);
                frames.Append(id[..idLength]);
                frames.Append("["u8);
                frames.Append(_plan.Envelope);
                frames.Append(",["u8);
            }
            else
            {
                frames.Append(","u8);
            }

            first = false;
            WriteArguments(ref frames, record.Packet[batch.PrefixLength..], _batchStamp is null ? default : _batchStamp.For(record.Packet));
        }

        frames.Append("]]"u8);
    }

    /// <summary>An event's argument array, with the batch id as the last member of its object.</summary>
    private static void WriteArguments(ref FrameBatch frames, ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> stamp)
    {
        if (stamp.IsEmpty)
        {
            frames.Append(arguments);
            return;
        }

        frames.Append(arguments[..^2]);
        frames.Append(stamp);
        frames.Append("}]"u8);
    }

    private int StampBytes(in BatchExtent batch)
    {
        int bytes = 0;
        for (long position = _sent;
            _batchStamp is not null && position != batch.End && _ring.TryRead(position, out RingRecord record);
            position = record.End)
        {
            bytes += _batchStamp.For(record.Packet).Length;
        }

        return bytes;
    }

    private int WriteAckId(Span<byte> id)
    {
        int length = 0;
        if (_options.Delivery == DeliveryGuarantee.Acknowledged)
        {
            Utf8Formatter.TryFormat(_inFlight.NextNumber, id, out length);
        }

        return length;
    }
}
