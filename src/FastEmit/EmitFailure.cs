namespace FastEmit;

/// <summary>Why an event of <c>EmitAsync</c> was not acknowledged.</summary>
public enum EmitFailure : byte
{
    /// <summary>The lane's ring had no room and the overflow policy gave none; the event was dropped and counted.</summary>
    RingFull = 0,

    /// <summary>The circuit is open and the policy is to reject; the event was dropped and counted.</summary>
    CircuitOpen,

    /// <summary>The event is larger than <see cref="HookEmitterOptions.MaxEventBytes"/> or than the server accepts; it was dropped and counted.</summary>
    TooLarge,

    /// <summary>As many events as <see cref="Options.AckOptions.MaxPending"/> allows, or as many bytes as a ring holds, wait for an acknowledgement already; this one was dropped and counted.</summary>
    TooManyPendingAcks,

    /// <summary>
    /// The ring had no room, or the server refused the namespace for too long, and the event went to
    /// <see cref="HookEmitterOptions.Fallback"/>, which acknowledges nothing.
    /// </summary>
    HandedToFallback,

    /// <summary>No acknowledgement came in time. The event was not taken back: it may have arrived, or may still.</summary>
    TimedOut,

    /// <summary>At-most-once: the connection was lost, or its namespace, between the event and its acknowledgement; it may have arrived.</summary>
    ConnectionLost,

    /// <summary>The emitter was closed before the acknowledgement came. An event that had been queued may have arrived.</summary>
    Closed,

    /// <summary>The server refused the event's namespace for longer than <see cref="Options.IsolationOptions.RefusedNamespaceTimeout"/>.</summary>
    NamespaceRefused,

    /// <summary>The event ended as many connections as <see cref="Options.IsolationOptions.PoisonAttempts"/> allows; it was dropped and counted.</summary>
    Poisoned,

    /// <summary>The event was older than <see cref="HookEmitterOptions.TimeToLive"/> when its turn to be sent came; it was dropped and counted.</summary>
    Expired,
}
