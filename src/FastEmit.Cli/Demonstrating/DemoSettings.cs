namespace FastEmit.Cli.Demonstrating;

/// <summary>What the command line of <c>demo</c> asks for.</summary>
/// <param name="Duration">How long events flow, when it is not a day's.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="DaySpeed">Seconds of the made-up day in a second; null for an even flow instead of a day.</param>
/// <param name="Data">The folder of SQLite files that events are kept in, or null for memory.</param>
/// <param name="KeepOpen">Whether the dashboard stays reachable after the last event, until Ctrl-C.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record DemoSettings(TimeSpan Duration, int Rate, double? DaySpeed, string? Data, bool KeepOpen, bool Json);
