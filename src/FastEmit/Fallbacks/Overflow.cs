using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Lanes;

namespace FastEmit.Fallbacks;

/// <summary>What becomes of events that a ring has no room for (<see cref="HookEmitterOptions.Overflow"/>). An event that fits never comes here. Any thread.</summary>
internal sealed class Overflow(HookEmitterOptions options, FallbackPump? fallback, LostEventFeed lost)
{
    private readonly OverflowPolicy _policy = options.Overflow;
    private readonly TimeProvider _time = options.TimeProvider;

    /// <summary>Whether it is not worth serializing an event for a ring that is as good as full.</summary>
    public bool IsHopeless
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _policy.Kind switch
        {
            OverflowKind.Wait => false,
            OverflowKind.Fallback => fallback!.Queue.Ring.IsFull && !lost.IsWanted,
            _ => !lost.IsWanted, // Whoever looks at lost events wants to see what was in it.
        };
    }

    /// <summary>The ring had no room for this packet.</summary>
    /// <param name="lane">The ring's.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="accepted">What to answer when it has been appended somewhere.</param>
    public AppendResult Append(Lane lane, ReadOnlySpan<byte> packet, out EmitResult accepted)
    {
        if (lane.Ring.IsLost)
        {
            lane.Wake.Set(); // for the sender to go on with another file
        }

        (AppendResult result, accepted) = _policy.Kind switch
        {
            OverflowKind.Wait => (lane.Room.Append(lane, packet, _policy.Timeout, _time), EmitResult.Queued),
            OverflowKind.Fallback => (fallback!.TryAppend(packet), EmitResult.HandedToFallback),
            _ => (AppendResult.Full, default),
        };
        return result;
    }
}
