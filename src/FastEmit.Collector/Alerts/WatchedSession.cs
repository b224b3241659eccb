using FastEmit.Collector.Overviews;

namespace FastEmit.Collector.Alerts;

/// <summary>The state of a session that the rules need. For one thread.</summary>
/// <param name="id">The session.</param>
internal sealed class WatchedSession(string id)
{
    public string Id => id;

    public string? Project { get; set; }

    /// <summary>When its last event was received: milliseconds since 1970.</summary>
    public double Last { get; set; }

    /// <summary>Since when it waits for a person, or null.</summary>
    public double? WaitingSince { get; set; }

    /// <summary>The reason why it waits.</summary>
    public string? WaitingFor { get; set; }

    /// <summary>The source of its tokens.</summary>
    public TokenSource TokensFrom { get; set; } = TokenSource.None;

    /// <summary>Its cost of today, from that source.</summary>
    public double Cost { get; set; }

    /// <summary>The calls that run: since when, by what their two events have in common.</summary>
    public Dictionary<string, (string Tool, string? What, double Since)> Running { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls that failed since the last one that did not, for each rule that counts them.</summary>
    public Dictionary<AlertRule, int> FailedInARow { get; } = [];

    /// <summary>The alerts that were raised already for waits and calls that still go on.</summary>
    public HashSet<(AlertRule Rule, string Of)> Told { get; } = [];
}
