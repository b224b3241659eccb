namespace FastEmit;

/// <summary>The result of <c>Emit</c>: whether the event was queued, and if not why. It says nothing about delivery.</summary>
public enum EmitResult : byte
{
    /// <summary>The event is in the ring. It is confirmed once <see cref="FlushReport"/> or <see cref="HookEmitterStats"/> count it so.</summary>
    Queued = 0,

    /// <summary>The lane's ring had no room and the overflow policy gave none; the event was dropped and counted.</summary>
    RingFull,

    /// <summary>The circuit is open and <see cref="Options.CircuitOptions.WhenOpen"/> is <see cref="CircuitOpenPolicy.Reject"/>; the event was dropped and counted.</summary>
    CircuitOpen,

    /// <summary>The packet is larger than <see cref="HookEmitterOptions.MaxEventBytes"/> or than the server accepts; the event was dropped and counted.</summary>
    TooLarge,

    /// <summary>The emitter is closed; the event was dropped and counted.</summary>
    Closed,

    /// <summary>
    /// The lane's ring had no room, and the event waits for <see cref="HookEmitterOptions.Fallback"/>. It is counted as
    /// <see cref="HookEmitterStats.FellBack"/> once the fallback has taken it.
    /// </summary>
    HandedToFallback,
}
