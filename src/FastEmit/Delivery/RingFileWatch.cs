using FastEmit.Buffers;
using FastEmit.Lanes;

namespace FastEmit.Delivery;

/// <summary>The sender's extra work for a ring file: other processes append to it and may die at any moment, and the file may be lost.</summary>
internal sealed class RingFileWatch(Lane lane, TimeProvider time)
{
    /// <summary>How often a lane looks at a claim that it cannot go on without.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How often an idle lane looks without a call: a process that is killed between its commit and its call leaves
    /// an unannounced record.
    /// </summary>
    private static readonly TimeSpan SafetyInterval = TimeSpan.FromSeconds(10);

    /// <summary>How often a lane at work looks whether its file is still where it was. Bytes that are gone are noticed at once.</summary>
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(1);

    private long _seen;

    /// <summary>A wait that ends in time for the next look.</summary>
    /// <param name="wait">A wait.</param>
    /// <param name="hasClaims">Whether producers have claimed what cannot be read yet.</param>
    public TimeSpan Bound(TimeSpan wait, bool hasClaims) =>
        Sooner(wait, lane.HasBell && !hasClaims ? SafetyInterval : LookInterval);

    /// <summary>A wait that ends in time for the next look at the file, when events wait in it.</summary>
    public TimeSpan BoundForFile(TimeSpan wait) => Sooner(wait, FileInterval);

    /// <summary>Goes on elsewhere when the ring's file is lost, and says so. Nothing is being written at the moment.</summary>
    public RingMove? Look()
    {
        if (!lane.Ring.IsShared || (!lane.Ring.IsLost && time.GetElapsedTime(_seen) < FileInterval))
        {
            return null;
        }

        _seen = time.GetTimestamp();
        return lane.Ring.MoveIfLost(time);
    }

    private TimeSpan Sooner(TimeSpan wait, TimeSpan bound) => lane.Ring.IsShared ? Sending.PassClock.Sooner(wait, bound) : wait;
}
