using FastEmit.Events;

namespace FastEmit.Start;

/// <summary>The event that is sent: five texts, a bool and a number, as the reference event has.</summary>
[HookEvent("claude_event")]
internal readonly partial record struct StartEvent(
    string Type, string Subtype, string Timestamp, [property: PartitionKey] string SessionId, string ToolName, bool Success, int DurationMs);
