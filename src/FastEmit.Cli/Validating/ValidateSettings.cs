namespace FastEmit.Cli.Validating;

/// <summary>The settings of <c>validate</c> from the command line.</summary>
/// <param name="Url">The server.</param>
/// <param name="Namespace">The namespace of the events.</param>
/// <param name="Event">The name of the events.</param>
/// <param name="Auth">The auth payload, or null.</param>
/// <param name="Format"><c>text</c>, <c>json</c> or <c>markdown</c>.</param>
internal sealed record ValidateSettings(string Url, string Namespace, string Event, string? Auth, string Format);
