namespace FastEmit;

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
