using FastEmit.Cli.Delivering;

namespace FastEmit.Cli.Reporting;

/// <summary>Says on one line that a server did not confirm what it should have, and why.</summary>
internal static class Shortfall
{
    /// <summary>The line.</summary>
    /// <param name="delivery">What was delivered.</param>
    /// <param name="url">The server.</param>
    /// <param name="timeout">The patience that ran out.</param>
    public static string Describe(DeliverySummary delivery, string url, TimeSpan timeout)
    {
        HookEmitterStats stats = delivery.Stats;
        string counts = $"{Figures.Count(stats.Pending)} of {Figures.Count(stats.Queued)} events are not confirmed";
        string reason = stats.LastError is { } error
            ? DeliveryMonitor.NameServer(url, error)
            : $"{url} did not confirm any within {Figures.Measure(timeout.TotalSeconds, 1)} s";
        return $"{counts}: {reason}";
    }
}
