using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("broken")]
public readonly partial record struct BrokenEvent([property: EventConverter(typeof(HalfAList))] int X);
