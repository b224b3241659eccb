using FastEmit.Events;

namespace FastEmit.Samples.Console;

[HookEvent("tool_used", Namespace = "/hook")]
internal readonly partial record struct ToolUsed([property: PartitionKey] string SessionId, string ToolName, bool Success, int DurationMs);
