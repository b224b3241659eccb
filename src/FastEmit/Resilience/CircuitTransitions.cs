using static FastEmit.Resilience.CircuitSignal;
using static FastEmit.Resilience.CircuitState;

namespace FastEmit.Resilience;

/// <summary>The transitions of a circuit, as a pure table.</summary>
internal static class CircuitTransitions
{
    /// <summary>The state that follows <paramref name="state"/> on <paramref name="signal"/>.</summary>
    public static CircuitState Next(CircuitState state, CircuitSignal signal) => (state, signal) switch
    {
        (_, OpenRequested) => Open,
        (_, ResetRequested) => Closed,
        (Closed, TripThresholdReached) => Open,
        (Open, BreakElapsed) => HalfOpen,
        (HalfOpen, ProbeSucceeded) => Closed,
        (HalfOpen, ProbeFailed or ProbeAbandoned) => Open, // no answer is not health
        _ => state, // a late signal changes nothing
    };
}

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

/// <summary>An input of the circuit's state machine.</summary>
internal enum CircuitSignal : byte
{
    /// <summary>As many consecutive failures as the threshold says.</summary>
    TripThresholdReached,

    /// <summary>The recovery time has passed and a lane wants to connect.</summary>
    BreakElapsed,

    /// <summary>The probe worked.</summary>
    ProbeSucceeded,

    /// <summary>The probe failed.</summary>
    ProbeFailed,

    /// <summary>The probe was cancelled or did not answer in time.</summary>
    ProbeAbandoned,

    /// <summary>An operator opens the circuit.</summary>
    OpenRequested,

    /// <summary>An operator closes the circuit.</summary>
    ResetRequested,
}

/// <summary>A transition of a circuit breaker.</summary>
/// <param name="Previous">The state before.</param>
/// <param name="Current">The state after.</param>
/// <param name="Failures">The consecutive failures at the time.</param>
internal readonly record struct CircuitStateChange(CircuitState Previous, CircuitState Current, int Failures);
