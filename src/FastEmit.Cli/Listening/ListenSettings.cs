namespace FastEmit.Cli.Listening;

/// <summary>The settings of <c>listen</c> from the command line.</summary>
/// <param name="Url">The server.</param>
/// <param name="Namespaces">The namespaces to join.</param>
/// <param name="Auth">The auth payload, or null.</param>
/// <param name="Subscribe">The conditions of a subscription to a collector's events, a JSON object; null for none.</param>
/// <param name="Event">The name of the events to print, or null for all.</param>
/// <param name="Count">The number of events after which to end; 0 for never.</param>
/// <param name="Json">Whether to print a report as JSON instead of the events.</param>
internal sealed record ListenSettings(string Url, IReadOnlyList<string> Namespaces, string? Auth, string? Subscribe, string? Event, long Count, bool Json);
