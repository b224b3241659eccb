using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Delivering;

/// <summary>Describes missing confirmations and their cause.</summary>
internal static class Shortfall
{
    /// <summary>The lines, one for each shortfall; none when the delivery is complete.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="url">The server.</param>
    /// <param name="timeout">The timeout that passed.</param>
    public static IEnumerable<string> Describe(DeliverySummary delivery, string url, TimeSpan timeout)
    {
        if (delivery.Stats.Pending > 0)
        {
            yield return DescribePending(delivery, url, timeout);
        }

        if (delivery.Unproved > 0)
        {
            yield return $"{Figures.Count(delivery.Unproved)} events are written without proof: {url} or a proxy in front of it answers no WebSocket pings (--delivery at-most-once accepts that)";
        }
    }

    private static string DescribePending(DeliverySummary delivery, string url, TimeSpan timeout)
    {
        HookEmitterStats stats = delivery.Stats;
        string counts = $"{Figures.Count(stats.Pending)} of {Figures.Count(stats.Offered)} events are not confirmed";
        string reason = stats.LastError is { } error
            ? DeliveryMonitor.NameServer(url, error)
            : $"{url} did not confirm any within {Figures.Measure(timeout.TotalSeconds, 1)} s";
        return $"{counts}: {reason}";
    }
}
