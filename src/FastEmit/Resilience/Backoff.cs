namespace FastEmit.Resilience;

/// <summary>The pauses between reconnects: doubling from a first to a longest, each shortened at random.</summary>
/// <remarks>
/// The random part is taken off after the cap, so late pauses stay spread: peers that lost one server together do not
/// come back together. Owned by one lane; not thread-safe.
/// </remarks>
internal struct Backoff(TimeSpan first, TimeSpan longest, double jitter)
{
    private int _failures;

    /// <summary>The next pause: <c>min(longest, first · 2^n)</c>, less a random share of up to <c>jitter</c>.</summary>
    /// <param name="random">Uniform in 0 to 1.</param>
    public TimeSpan Next(double random)
    {
        double milliseconds = Math.Min(first.TotalMilliseconds * Math.Pow(2, _failures), longest.TotalMilliseconds);
        if (milliseconds < longest.TotalMilliseconds)
        {
            _failures++;
        }

        return TimeSpan.FromMilliseconds(milliseconds * (1 - (jitter * random)));
    }

    /// <summary>Begins again with the first pause.</summary>
    public void Reset() => _failures = 0;
}
