namespace FastEmit.Cli.Stressing;

/// <summary>The settings of <c>stress</c> from the command line.</summary>
/// <param name="Emitter">The emitter.</param>
/// <param name="Events">The number of events to emit.</param>
/// <param name="Producers">The number of threads that emit them.</param>
/// <param name="Timeout">The longest time without any confirmation.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record StressSettings(HookEmitterOptions Emitter, int Events, int Producers, TimeSpan Timeout, bool Json);
