namespace FastEmit.Collector.Events;

/// <summary>Events of one lane that a store has: all from the first to the last number.</summary>
internal readonly record struct SequenceRange(ulong Lane, long First, long Last);
