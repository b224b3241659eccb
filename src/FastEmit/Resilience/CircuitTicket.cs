namespace FastEmit.Resilience;

/// <summary>
/// Leave to make one attempt. Its outcome counts only while the circuit is still in the generation that the ticket
/// was given out in, so lanes that learn of one outage together count it once.
/// </summary>
internal readonly record struct CircuitTicket(int Generation);
