using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("plain", Namespace = "/hook")]
public readonly partial record struct PlainEvent(string Name, string SessionId, int DurationMs = 5);
