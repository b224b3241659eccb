namespace FastEmit;

/// <summary>The argument of <see cref="HookEmitter.Dropped"/>.</summary>
/// <param name="Reason">Why the events were dropped.</param>
/// <param name="Count">The events dropped for this reason since the last notice of it.</param>
/// <param name="Total">The events dropped for this reason since the emitter was created.</param>
public readonly record struct DropNotice(DropReason Reason, long Count, long Total)
{
    /// <summary>For <see cref="DropReason.Poisoned"/>, the last such event: its name, namespace, size, and how the server reacted. Null otherwise.</summary>
    public string? Detail { get; init; }
}
