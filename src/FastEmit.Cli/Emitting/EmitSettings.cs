namespace FastEmit.Cli.Emitting;

/// <summary>What the command line of <c>emit</c> asks for.</summary>
/// <param name="Emitter">The emitter.</param>
/// <param name="Namespace">The namespace of lines that do not name one themselves.</param>
/// <param name="Event">The event name of lines that do not name one themselves; null when each must.</param>
/// <param name="Fields">The members of a line that say something about its event.</param>
/// <param name="DeadLetterError">Why lines that a fallback wrote are refused; null when they are sent as the events that it was given.</param>
/// <param name="Timeout">The longest time without any confirmation.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record EmitSettings(
    HookEmitterOptions Emitter,
    string Namespace,
    string? Event,
    LineFields Fields,
    string? DeadLetterError,
    TimeSpan Timeout,
    bool Json);
