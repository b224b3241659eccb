using FastEmit.Events;

namespace FastEmit.Testing.Tests;

[HookEvent("tool_used", Namespace = "/hook")]
internal readonly partial record struct ToolUsed(string ToolName, int DurationMs);
