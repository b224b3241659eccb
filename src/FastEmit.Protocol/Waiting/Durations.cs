namespace FastEmit.Protocol.Waiting;

/// <summary>
/// The rule for every duration of a user: <see cref="Timeout.InfiniteTimeSpan"/> means infinite; any other value must be more than
/// zero. A value beyond a timer's limit counts as that limit, or is refused with the option's name.
/// </summary>
internal static class Durations
{
    /// <summary>The longest time that the runtime's timers, delays and timed waits accept: 2^32 - 2 ms, which is 49.7 days.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The accepted values, for every error message.</summary>
    public const string Accepted = "more than zero, or infinite (Timeout.InfiniteTimeSpan)";

    /// <summary>Whether the duration is a valid time limit.</summary>
    public static bool IsBound(TimeSpan duration) => duration > TimeSpan.Zero || duration == Timeout.InfiniteTimeSpan;

    /// <summary>The duration, limited to the longest that a timer accepts.</summary>
    public static TimeSpan ForTimer(TimeSpan duration) => duration <= LongestTimer ? duration : LongestTimer;

    /// <summary>Throws for an invalid time limit, with the name of the parameter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, or negative and not infinite.</exception>
    public static void ThrowIfNoBound(TimeSpan duration, string name)
    {
        if (!IsBound(duration))
        {
            throw new ArgumentOutOfRangeException(name, duration, $"The duration must be {Accepted}.");
        }
    }

    /// <summary>The timestamp at which <paramref name="duration"/> has passed; <see cref="long.MaxValue"/> for never.</summary>
    /// <param name="now">A timestamp of the clock.</param>
    /// <param name="duration">Any length.</param>
    /// <param name="frequency">Timestamps per second.</param>
    public static long After(long now, TimeSpan duration, long frequency)
    {
        if (duration == Timeout.InfiniteTimeSpan)
        {
            return long.MaxValue;
        }

        Int128 ticks = (Int128)duration.Ticks * frequency / TimeSpan.TicksPerSecond;
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }
}
