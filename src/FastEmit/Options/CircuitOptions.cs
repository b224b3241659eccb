namespace FastEmit.Options;

/// <summary>The circuit breaker: when the emitter stops connecting for a while, and how it treats events meanwhile.</summary>
public sealed class CircuitOptions
{
    /// <summary>Consecutive failed connects or lost connections that open the circuit: 1 to 200.</summary>
    public int FailureThreshold { get; set; } = 5;

    /// <summary>How long the circuit stays open before one probe is let through: 10 ms to one day.</summary>
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether <c>Emit</c> buffers or rejects events while the circuit is open.</summary>
    public CircuitOpenPolicy WhenOpen { get; set; } = CircuitOpenPolicy.Buffer;

    internal CircuitOptions Copy() => (CircuitOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        FailureThreshold = visit.Number(nameof(FailureThreshold), FailureThreshold, 1, 200);
        RecoveryTimeout = visit.Duration(nameof(RecoveryTimeout), RecoveryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
        WhenOpen = visit.Choice(nameof(WhenOpen), WhenOpen);
    }
}
