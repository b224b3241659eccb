namespace FastEmit;

/// <summary>The answer of the server's handler to an event of <c>EmitAsync</c>.</summary>
/// <param name="Arguments">The arguments that the handler passed to the acknowledgement: a JSON array in UTF-8, <c>[]</c> when there were none. The array belongs to the caller.</param>
/// <param name="Writes">How often the event was written: more than once when a connection was lost before the answer came.</param>
/// <param name="Elapsed">From the call to the answer.</param>
public readonly record struct EmitAcknowledgement(ReadOnlyMemory<byte> Arguments, int Writes, TimeSpan Elapsed);

/// <summary>An event of <c>EmitAsync</c> was not acknowledged.</summary>
public sealed class EmitFailedException : Exception
{
    /// <inheritdoc cref="EmitFailedException"/>
    /// <param name="failure">The failure.</param>
    /// <param name="timeout">How long was waited; only for <see cref="EmitFailure.TimedOut"/>.</param>
    public EmitFailedException(EmitFailure failure, TimeSpan timeout = default)
        : base(Describe(failure, timeout)) => Failure = failure;

    /// <summary>The failure.</summary>
    public EmitFailure Failure { get; }

    /// <summary>Whether the event may have arrived, or may still arrive. Emitting it again may deliver it twice.</summary>
    public bool MayArrive => Failure is EmitFailure.TimedOut or EmitFailure.ConnectionLost or EmitFailure.Closed;

    private static string Describe(EmitFailure failure, TimeSpan timeout) => failure switch
    {
        EmitFailure.RingFull => "The event was dropped: the ring is full.",
        EmitFailure.CircuitOpen => "The event was dropped: the circuit is open.",
        EmitFailure.TooLarge => "The event was dropped: it is too large.",
        EmitFailure.TooManyPendingAcks => "The event was dropped: too many events wait for an acknowledgement.",
        EmitFailure.Expired => "The event was too old when its turn to be sent came.",
        EmitFailure.Poisoned => "The event ended every connection on which it was sent.",
        EmitFailure.NamespaceRefused => "The server refused the event's namespace for too long.",
        EmitFailure.HandedToFallback => "The event went to the fallback, which acknowledges nothing.",
        EmitFailure.TimedOut => $"The server did not acknowledge the event within {timeout.TotalSeconds:0.###} s. It stays queued and may still arrive.",
        EmitFailure.ConnectionLost => "The connection was lost before the acknowledgement came, and at-most-once sends nothing again.",
        _ => "The emitter was closed before the acknowledgement came.",
    };
}

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
