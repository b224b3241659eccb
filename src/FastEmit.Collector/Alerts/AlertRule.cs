namespace FastEmit.Collector.Alerts;

/// <summary>A rule of when to alert. Immutable.</summary>
/// <param name="Kind">The condition that it watches.</param>
/// <param name="Limit">Calls, seconds, dollars or events, as the kind says.</param>
/// <param name="Project">Only in this project (a folder's name); null for all.</param>
/// <param name="Tool">Only for this tool; null for all.</param>
internal sealed record AlertRule(AlertKind Kind, double Limit, string? Project = null, string? Tool = null)
{
    /// <summary>Whether the rule is about a session's events with this project and tool.</summary>
    public bool Covers(string? project, string? tool) => (Project is null || Project == project) && (Tool is null || Tool == tool);
}

/// <summary>The condition that a rule watches.</summary>
internal enum AlertKind
{
    /// <summary>So many calls of a session failed, one after the other.</summary>
    FailedCalls,

    /// <summary>A call takes longer than so many seconds.</summary>
    SlowCall,

    /// <summary>A day costs more than so many dollars.</summary>
    Cost,

    /// <summary>A session waits for a person for so many seconds.</summary>
    Waiting,

    /// <summary>An emitter has dropped so many events more.</summary>
    Drops,
}
