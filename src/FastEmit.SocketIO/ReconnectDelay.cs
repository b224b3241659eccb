namespace FastEmit.SocketIO;

/// <summary>The delay series between attempts: exponential, bounded, and random at every step.</summary>
internal static class ReconnectDelay
{
    /// <param name="attempt">0 for the first.</param>
    /// <param name="first">Before the first attempt, without jitter.</param>
    /// <param name="max">Bound.</param>
    /// <param name="factor">Part that is random, 0 to 1.</param>
    /// <param name="random">Uniform in [0, 1).</param>
    /// <remarks>
    /// The official client adds its jitter before it applies the bound, so from the attempt on at which the bound is reached every second
    /// client waits exactly that long. Here the bound comes first, and the jitter only shortens.
    /// </remarks>
    public static TimeSpan For(int attempt, TimeSpan first, TimeSpan max, double factor, double random)
    {
        // 2^31 times the smallest delay is beyond any bound; more would overflow.
        double doubled = first.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 31));
        double bounded = Math.Min(doubled, max.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(bounded * (1 - (factor * random)));
    }
}
