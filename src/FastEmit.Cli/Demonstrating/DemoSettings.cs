namespace FastEmit.Cli.Demonstrating;

/// <summary>What the command line of <c>demo</c> asks for.</summary>
/// <param name="Duration">How long events flow.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="KeepOpen">Whether the dashboard stays reachable after the last event, until Ctrl-C.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record DemoSettings(TimeSpan Duration, int Rate, bool KeepOpen, bool Json);
