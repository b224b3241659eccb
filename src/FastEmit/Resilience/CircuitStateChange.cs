namespace FastEmit.Resilience;

/// <summary>A transition of a circuit breaker.</summary>
/// <param name="Previous">The state before.</param>
/// <param name="Current">The state after.</param>
/// <param name="Failures">The consecutive failures at the time.</param>
internal readonly record struct CircuitStateChange(CircuitState Previous, CircuitState Current, int Failures);
