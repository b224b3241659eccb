using System.Text.Json.Serialization;

namespace FastEmit.Load.Clients;

/// <summary>The data of the reference event, for clients that serialize objects.</summary>
internal sealed record ReferenceData(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("subtype")] string Subtype,
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonPropertyName("session_id")] string SessionId,
    [property: JsonPropertyName("tool_name")] string ToolName,
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("duration_ms")] int DurationMs)
{
    /// <summary>The event with this number.</summary>
    public static ReferenceData Numbered(int number) =>
        new("hook", "pre_tool", "2026-11-21T23:07:00.0000000Z", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab", "Bash", true, number);
}
