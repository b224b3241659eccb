using FastEmit.Events;

namespace FastEmit.Load.Clients;

/// <summary>An event that carries when it was emitted.</summary>
[HookEvent("latency")]
internal readonly partial record struct TimedEvent(long SentAt);
