namespace FastEmit.Cli.Collecting;

/// <summary>What the command line of <c>collect</c> asks for.</summary>
/// <param name="Port">The port to listen on; 0 takes any that is free.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record CollectSettings(int Port, bool Json);
