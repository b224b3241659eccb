using FastEmit.Protocol.Waiting;

namespace FastEmit.Sending;

/// <summary>
/// The time of one call of the sending core. The caller passes the time; the core reads no clock. One reading a
/// pass, for all that is asked in it.
/// </summary>
/// <param name="frequency">Timestamps a second.</param>
internal sealed class PassClock(long frequency)
{
    private readonly double _ticksPerStamp = (double)TimeSpan.TicksPerSecond / frequency;

    /// <summary>The present timestamp.</summary>
    public long Now { get; set; }

    /// <summary>The time since a timestamp; negative when that is still to come.</summary>
    public TimeSpan Since(long timestamp) => new((long)((Now - timestamp) * _ticksPerStamp));

    /// <summary>The timestamp at which a time from now has passed.</summary>
    public long After(TimeSpan delay) => Durations.After(Now, delay, frequency);

    /// <summary>The rest of a duration that began at a timestamp; never less than zero.</summary>
    public TimeSpan LeftOf(TimeSpan whole, long since)
    {
        TimeSpan left = whole - Since(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The shorter of two waits, of which the first may be infinite.</summary>
    public static TimeSpan Sooner(TimeSpan wait, TimeSpan bound) => wait == Timeout.InfiniteTimeSpan || bound < wait ? bound : wait;
}
