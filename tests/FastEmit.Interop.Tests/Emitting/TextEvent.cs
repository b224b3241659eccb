using FastEmit.Events;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>An event of any size.</summary>
[HookEvent("text", Namespace = "/hook")]
internal readonly partial record struct TextEvent(string Text, int Number);
