namespace FastEmit;

/// <summary>
/// Why an event was dropped. Every dropped event is counted under exactly one reason, which has the same name in
/// <see cref="EmitResult"/> and <see cref="EmitFailure"/> where those can tell it.
/// </summary>
public enum DropReason : byte
{
    /// <summary>The lane's ring had no room (<see cref="EmitResult.RingFull"/>).</summary>
    RingFull = 0,

    /// <summary>The circuit was open and the policy is to reject (<see cref="EmitResult.CircuitOpen"/>).</summary>
    CircuitOpen,

    /// <summary>The packet was larger than allowed (<see cref="EmitResult.TooLarge"/>), or than the server turned out to accept.</summary>
    TooLarge,

    /// <summary>The emitter was closed before the event was handed over (<see cref="EmitResult.Closed"/>).</summary>
    Closed,

    /// <summary>At-most-once: the event was being written when the connection was lost, and is not written again.</summary>
    ConnectionLost,

    /// <summary>The event was queued, but the emitter closed before the server had confirmed it.</summary>
    Undelivered,

    /// <summary><see cref="HookEmitterOptions.Fallback"/> was offered the event and did not take it.</summary>
    FallbackFailed,

    /// <summary>As many events of <c>EmitAsync</c> as <see cref="Options.AckOptions.MaxPending"/> allows waited for an acknowledgement already.</summary>
    TooManyPendingAcks,

    /// <summary>
    /// The server refused the event's namespace for longer than <see cref="Options.IsolationOptions.RefusedNamespaceTimeout"/>, and
    /// other events waited behind it or had no room to.
    /// </summary>
    NamespaceRefused,

    /// <summary>The event waited in a file of <see cref="Options.RingOptions.File"/> that another process truncated or overwrote, or whose disk failed.</summary>
    RingFileLost,

    /// <summary>
    /// Each of <see cref="Options.IsolationOptions.PoisonAttempts"/> connections ended while the event was the only one on the way: it, or
    /// what the server does with it, is the reason.
    /// </summary>
    Poisoned,

    /// <summary>The event was older than <see cref="HookEmitterOptions.TimeToLive"/> when its turn to be sent came.</summary>
    Expired,
}
