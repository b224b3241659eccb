namespace FastEmit.Protocol.Waiting;

/// <summary>
/// The rule for every duration that a user gives: <see cref="Timeout.InfiniteTimeSpan"/> means infinite, anything else must be more than
/// zero, and what is longer than a timer takes counts as the longest that it takes, or is refused by its name.
/// </summary>
internal static class Durations
{
    /// <summary>What the runtime's timers, delays and timed waits accept: 2^32 - 2 ms, which is 49.7 days.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The words of every refusal.</summary>
    public const string Accepted = "more than zero, or infinite (Timeout.InfiniteTimeSpan)";

    /// <summary>Whether it is a bound on a wait.</summary>
    public static bool IsBound(TimeSpan duration) => duration > TimeSpan.Zero || duration == Timeout.InfiniteTimeSpan;

    /// <summary>The duration as a timer takes it.</summary>
    public static TimeSpan ForTimer(TimeSpan duration) => duration <= LongestTimer ? duration : LongestTimer;

    /// <summary>Refuses what is no bound on a wait, by the name of the parameter.</summary>
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
    /// <param name="frequency">Timestamps a second.</param>
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
