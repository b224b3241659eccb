using FastEmit.Events;

namespace FastEmit.Collector.Tests.Typed;

[HookEvent("tool_done", Namespace = "/hook", Receive = true)]
public readonly partial record struct ToolDone(string ToolName, int DurationMs);
