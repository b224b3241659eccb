namespace FastEmit.Cli.Listening;

/// <summary>What the command line of <c>listen</c> asks for.</summary>
/// <param name="Url">The server.</param>
/// <param name="Namespaces">The namespaces to join.</param>
/// <param name="Auth">The auth payload, or null.</param>
/// <param name="Event">The name of the events to print, or null for all.</param>
/// <param name="Count">After how many events to end; 0 for never.</param>
/// <param name="Json">Whether to print a report as JSON instead of the events.</param>
internal sealed record ListenSettings(string Url, IReadOnlyList<string> Namespaces, string? Auth, string? Event, long Count, bool Json);
