using FastEmit.Buffers;
using FastEmit.Lanes;
using FastEmit.Records;

namespace FastEmit.Sending;

/// <summary>Writes the events of a pass: as plain frames, or as batches and stamps that can be seen on the wire. Asked once a pass.</summary>
internal abstract class EventFrames(SenderState state, Confirming confirming, CompoundFrames compounds)
{
    protected SenderState State { get; } = state;

    protected Confirming Confirming { get; } = confirming;

    protected CompoundFrames Compounds { get; } = compounds;

    /// <summary>The room that a flush has to have for the record that comes first.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="headLength">Bytes of that record's frames.</param>
    public abstract int MaxLength(Session session, int headLength);

    /// <summary>Writes what the limit allows, and counts it. Returns how many events that were.</summary>
    public abstract long Write(Session session, FlowLimit limit, ref FrameBatch frames);
}

/// <summary>One frame an event, masked straight from the ring into the pipe.</summary>
internal sealed class PlainFrames(SenderState state, Confirming confirming, CompoundFrames compounds) : EventFrames(state, confirming, compounds)
{
    /// <inheritdoc/>
    public override int MaxLength(Session session, int headLength) => headLength;

    /// <inheritdoc/>
    public override long Write(Session session, FlowLimit limit, ref FrameBatch frames)
    {
        EventRing ring = State.Lane.Ring;
        long sent = State.Positions.Sent;
        long everSent = State.Positions.EverSent;
        int maxPayload = session.MaxPayload;
        int before = frames.Length;
        long events = 0;
        long resent = 0;
        while (ring.TryRead(sent, out RingRecord record)
            && limit.Allows(sent, record.End)
            && (CompoundPacket.Is(record.Packet)
                ? Compounds.TryWrite(session, record, ref frames, out _)
                : record.Packet.Length <= maxPayload
                    && session.Namespaces.IsJoined(PacketNamespace.Of(record.Packet))
                    && frames.TryText(record.Packet, Watermarks.FrameBytes)))
        {
            events++;
            resent += record.End <= everSent ? 1 : 0;
            sent = record.End;
        }

        State.Positions.Advance(sent);
        Confirming.OnWritten(session, events);
        ref LaneCounters counters = ref State.Lane.Counters;
        counters.Sent += events;
        counters.Resent += resent;
        counters.BytesSent += frames.Length - before;
        return events;
    }
}
