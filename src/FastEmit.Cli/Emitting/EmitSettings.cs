namespace FastEmit.Cli.Emitting;

/// <summary>What the command line of <c>emit</c> asks for.</summary>
/// <param name="Emitter">The emitter.</param>
/// <param name="Namespace">The namespace of all events.</param>
/// <param name="Event">The event name of lines that do not name one themselves; null when each must.</param>
/// <param name="EventField">The member that holds the event name, or null.</param>
/// <param name="PartitionField">The member whose equal values keep their order and share a connection; null when all lines do.</param>
/// <param name="Timeout">The longest time without any confirmation.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record EmitSettings(
    HookEmitterOptions Emitter,
    string Namespace,
    string? Event,
    string? EventField,
    string? PartitionField,
    TimeSpan Timeout,
    bool Json);
