namespace FastEmit;

/// <summary>The argument of <see cref="HookEmitter.Dropped"/>.</summary>
/// <param name="reason">Why the events were dropped.</param>
/// <param name="count">The events dropped for this reason since the last notice of it.</param>
/// <param name="total">The events dropped for this reason since the emitter was created.</param>
public sealed class DroppedEventArgs(DropReason reason, long count, long total) : EventArgs
{
    /// <summary>Why the events were dropped.</summary>
    public DropReason Reason { get; } = reason;

    /// <summary>The events dropped for this reason since the last notice of it.</summary>
    public long Count { get; } = count;

    /// <summary>The events dropped for this reason since the emitter was created.</summary>
    public long Total { get; } = total;

    /// <summary>For <see cref="DropReason.Poisoned"/>, the last such event: its name, namespace, size, and how the server reacted. Null otherwise.</summary>
    public string? Detail { get; init; }
}
