namespace FastEmit.Collector.Events;

/// <summary>The events of one emitter's lane: those that have reached the log, and those on their way there. Not thread-safe.</summary>
internal sealed class LaneHistory
{
    public NumberSet Settled { get; } = new();

    public List<NumberClaim> Claims { get; } = [];

    public bool IsClaimed(long number)
    {
        foreach (NumberClaim claim in Claims)
        {
            if (claim.Contains(number))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Numbers of a lane whose events are on their way into the log, one behind the other. Under the lock of the <see cref="DuplicateWindow"/>.</summary>
internal sealed class NumberClaim(Sequence first)
{
    public ulong Lane => first.Lane;

    public long First => first.First;

    public long Last { get; private set; } = first.Last;

    public bool Contains(long number) => number >= First && number <= Last;

    /// <summary>Takes the numbers that follow. False when these do not.</summary>
    public bool TryExtend(Sequence next)
    {
        if (next.Lane != Lane || next.First != Last + 1)
        {
            return false;
        }

        Last = next.Last;
        return true;
    }
}
