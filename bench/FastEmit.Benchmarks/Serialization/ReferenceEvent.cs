using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>The event of which the budgets speak (DESIGN.md §5): five strings, a bool and an int.</summary>
[HookEvent("claude_event")]
public readonly partial record struct ReferenceEvent(
    string Type,
    string Subtype,
    string Timestamp,
    string SessionId,
    string ToolName,
    bool Success,
    int DurationMs)
{
    [JsonIgnore]
    public static ReferenceEvent Sample { get; } = new(
        "hook", "pre_tool", "2026-11-21T23:07:00.0000000Z", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab", "Bash", true, 0);
}
