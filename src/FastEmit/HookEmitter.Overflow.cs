using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.Lanes;
using FastEmit.Resilience;

namespace FastEmit;

/// <content>Handles events that the ring has no room for. An event that fits never comes here.</content>
public sealed partial class HookEmitter
{
    /// <summary>The ring is as good as full, or sealed: whether it is worth serializing the event all the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private EmitTicket BeginFull(Lane lane, HookEventDescriptor descriptor)
    {
        if (lane.Ring.IsSealed)
        {
            return Refuse(lane, DropReason.Closed, descriptor);
        }

        if (_rejectWhenOpen && _pool.Endpoints.BestCircuit.State != CircuitState.Closed)
        {
            return Refuse(lane, DropReason.CircuitOpen, descriptor);
        }

        bool isHopeless = _overflow.Kind switch
        {
            OverflowKind.Wait => false,
            OverflowKind.Fallback => _fallback!.Queue.Ring.IsFull && !_lost.IsWanted,
            _ => !_lost.IsWanted, // Whoever looks at lost events wants to see what was in it.
        };
        return isHopeless ? Refuse(lane, DropReason.RingFull) : new EmitTicket(this, descriptor, lane);
    }

    /// <summary>The ring had no room for this packet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private EmitResult EnqueueFull(Lane lane, ReadOnlySpan<byte> packet)
    {
        if (lane.Ring.IsLost)
        {
            lane.Wake.Set(); // for the sender to go on with another file
        }

        (AppendResult result, EmitResult accepted) = _overflow.Kind switch
        {
            OverflowKind.Wait => (lane.Room.Append(lane, packet, _overflow.Timeout, _time), EmitResult.Queued),
            OverflowKind.Fallback => (_fallback!.TryAppend(packet), EmitResult.HandedToFallback),
            _ => (AppendResult.Full, default),
        };
        return result switch
        {
            AppendResult.Appended => accepted,
            AppendResult.Full => Refuse(lane, DropReason.RingFull, packet),
            _ => Refuse(lane, DropReason.Closed, packet),
        };
    }
}
