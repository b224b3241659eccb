using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Lanes;
using FastEmit.Records;

namespace FastEmit.Sending;

/// <summary>Removes the first waiting record without sending it: to the fallback, or dropped with its reason. Owned by the sender.</summary>
internal sealed class Discards(SenderState state, Confirming confirming, IEventTaker? taker)
{
    /// <summary>Drops a record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Drop(in RingRecord record, DropReason reason, EmitFailure failure)
    {
        Count(record, reason, detail: null);
        Pass(record, failure);
    }

    /// <summary>To the fallback, if there is one that has room; otherwise the event is dropped.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void GiveUp(in RingRecord record, DropReason reason, EmitFailure failure, string? detail = null)
    {
        bool isMoved = taker?.TryTakeOver(state.Lane, record.Packet, reason, detail) == true;
        if (!isMoved)
        {
            Count(record, reason, detail);
        }

        Pass(record, isMoved ? EmitFailure.HandedToFallback : failure);
    }

    private void Count(in RingRecord record, DropReason reason, string? detail)
    {
        state.Lane.CountDiscarded(reason, 1);
        state.Lane.ShowLost(reason, record.Packet, detail);
    }

    /// <summary>Fails the wait for its acknowledgement with the reason, and goes on behind it.</summary>
    private void Pass(in RingRecord record, EmitFailure failure)
    {
        if (CompoundPacket.Is(record.Packet) && new CompoundPacket(record.Packet) is { AckId: not 0 } packet && packet.AckOwner == state.Answers.Owner)
        {
            state.Answers.Fail(packet.AckId, failure);
        }

        state.Lane.Ring.Discard(record);
        state.Positions.Skip(record.End);
        confirming.ReleaseSettled();
    }
}
