namespace FastEmit.Collector.Events;

/// <summary>Events of an emitter's lane that a store has: all from the first to the last number.</summary>
/// <param name="Lane">The lane; no other of any process is called so.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
public readonly record struct SequenceRange(ulong Lane, long First, long Last);
