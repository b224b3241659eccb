using FastEmit.Events;

namespace FastEmit.Cli.Stressing;

/// <summary>
/// The event of all the project's measurements: 200 bytes on the wire when its number has one digit.
/// </summary>
[HookEvent("claude_event")]
internal readonly partial record struct ReferenceEvent(
    string Type,
    string Subtype,
    string Timestamp,
    [property: PartitionKey] string SessionId,
    string ToolName,
    bool Success,
    int DurationMs)
{
    /// <summary>The reference session; further sessions differ from it in their last digits only.</summary>
    public const string ReferenceSession = "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab";

    /// <summary>Emits the event with this number.</summary>
    public static EmitResult EmitNumbered(HookEmitter emitter, string session, int number) =>
        Emit(emitter, "hook", "pre_tool", "2026-11-21T23:07:00.0000000Z", session, "Bash", true, number);
}
