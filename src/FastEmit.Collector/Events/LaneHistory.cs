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
