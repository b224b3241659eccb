using FastEmit.Events;

namespace FastEmit.Tests.Delivery;

/// <summary>The event that all budgets speak of: 200 bytes on the wire.</summary>
[HookEvent("claude_event")]
internal readonly partial record struct ReferenceEvent(
    string Type, string Subtype, string Timestamp, string SessionId, string ToolName, bool Success, int DurationMs)
{
    /// <summary>The reference event with its number in the last member.</summary>
    public static EmitResult EmitNumbered(HookEmitter emitter, int number) =>
        Emit(emitter, "hook", "pre_tool", "2026-11-21T23:07:00.0000000Z", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab", "Bash", true, number);

    /// <summary>The packet of <see cref="EmitNumbered"/>.</summary>
    public static string Packet(int number) =>
        $$"""42["claude_event",{"type":"hook","subtype":"pre_tool","timestamp":"2026-11-21T23:07:00.0000000Z","session_id":"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab","tool_name":"Bash","success":true,"duration_ms":{{number}}}]""";
}
