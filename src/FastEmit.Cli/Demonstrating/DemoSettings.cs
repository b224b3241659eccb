namespace FastEmit.Cli.Demonstrating;

/// <summary>The settings of <c>demo</c> from the command line.</summary>
/// <param name="Duration">The time that events flow; not used with a day.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="DaySpeed">Seconds of the made-up day per second; null for an even flow instead of a day.</param>
/// <param name="Data">The folder of SQLite files for the events, or null for memory.</param>
/// <param name="KeepOpen">Whether the dashboard stays reachable after the last event, until Ctrl-C.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record DemoSettings(TimeSpan Duration, int Rate, double? DaySpeed, string? Data, bool KeepOpen, bool Json);
