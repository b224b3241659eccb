namespace FastEmit.Resilience;

/// <summary>The state of a circuit breaker.</summary>
public enum CircuitState : byte
{
    /// <summary>Attempts pass.</summary>
    Closed = 0,

    /// <summary>Attempts are refused until the recovery time has passed.</summary>
    Open,

    /// <summary>One attempt, the probe, is under way; all others are refused.</summary>
    HalfOpen,
}
