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
