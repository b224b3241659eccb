using FastEmit.Events;
using FastEmit.Tests.Events.Differential;

namespace FastEmit.Tests.Events;

/// <summary>Tuples, and a tree.</summary>
[HookEvent("tuples")]
public readonly partial record struct TupleEvent((int LineNumber, string? Text) Named, (int, bool)? Plain, Node? Tree);
