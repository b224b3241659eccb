namespace FastEmit.Cli.Emitting;

/// <summary>The settings of <c>emit</c> from the command line.</summary>
/// <param name="Emitter">The emitter.</param>
/// <param name="Namespace">The namespace of lines that name none.</param>
/// <param name="Event">The event name of lines that name none; null when each line must.</param>
/// <param name="Fields">The members of a line that describe its event.</param>
/// <param name="DeadLetterError">The reason to refuse lines that a fallback wrote; null to send them as the original events.</param>
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
