using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("null_key")]
public readonly partial record struct NullKeyEvent(NullKeyedDictionary Map);
