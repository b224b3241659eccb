namespace FastEmit.SocketIO.Tests;

/// <summary>The reference event of the budgets: seven properties, 200 bytes on the wire.</summary>
internal sealed record ReferenceEvent(
    string Type, string Subtype, string Timestamp, string SessionId, string ToolName, bool Success, int DurationMs)
{
    public static ReferenceEvent Sample { get; } = new(
        "hook", "pre_tool", "2026-11-21T23:07:00.0000000Z", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab", "Bash", true, 0);
}
