namespace FastEmit.Cli.Stressing;

/// <summary>What the command line of <c>stress</c> asks for.</summary>
/// <param name="Emitter">The emitter.</param>
/// <param name="Events">How many events to emit.</param>
/// <param name="Producers">How many threads emit them.</param>
/// <param name="Timeout">The longest time without any confirmation.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record StressSettings(HookEmitterOptions Emitter, int Events, int Producers, TimeSpan Timeout, bool Json);
