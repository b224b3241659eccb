using FastEmit.Acks;
using FastEmit.Lanes;

namespace FastEmit.Sending;

/// <summary>Frees the bytes of events, and counts those that are proved to have arrived and those that are not kept all the same.</summary>
internal sealed class Releases(Lane lane, HeldPackets held, Refusals refusals)
{
    /// <summary>Everything before a position has arrived, or is given up.</summary>
    /// <param name="position">The ring position.</param>
    /// <param name="confirmed">Events that are proved to have arrived.</param>
    /// <param name="written">Events of which that is not known.</param>
    public void Release(long position, long confirmed, long written = 0)
    {
        held.OnReleasing(lane.Ring, position);
        Free(position, confirmed, written);
    }

    /// <summary>The same, and packets that wait for an answer need not be kept for writing them again.</summary>
    public void Free(long position, long confirmed, long written)
    {
        ref LaneCounters counters = ref lane.Counters;
        lane.Release(position);
        Volatile.Write(ref counters.Confirmed, counters.Confirmed + confirmed);
        Volatile.Write(ref counters.Written, counters.Written + written);
        lane.Flushes.Complete(position);
        if (!refusals.IsEmpty)
        {
            refusals.OnConfirmed(position);
        }
    }
}
