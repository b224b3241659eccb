using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>The event of which the budgets speak (DESIGN.md §5): five strings, a bool and an int.</summary>
[HookEvent("claude_event", Receive = true)]
public readonly partial record struct ReferenceEvent(
    string Type,
    string Subtype,
    string Timestamp,
    [property: PartitionKey] string SessionId,
    string ToolName,
    bool Success,
    int DurationMs) : IHandEncoded<ReferenceEvent>
{
    internal static readonly ReferenceEvent Sample = new(
        "hook", "pre_tool", "2026-11-21T23:07:00.0000000Z", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab", "Bash", true, 0);

    /// <summary>A command with quotes and line ends instead of a tool's name.</summary>
    internal static readonly ReferenceEvent Escaped = Sample with { ToolName = "echo \"one\"\nprintf '\\t%s\\n' \"$HOME\" | sed -e 's/\"//g'\nexit 0" };

    /// <summary>Names that are not ASCII.</summary>
    internal static readonly ReferenceEvent NonAscii = Sample with { ToolName = "Größe prüfen – 計算機 – проверка", Subtype = "naïve café" };

    /// <summary>Ten thousand characters of text.</summary>
    internal static readonly ReferenceEvent Long = Sample with { ToolName = string.Concat(Enumerable.Repeat("0123456789", 1_000)) };

    static int IHandEncoded<ReferenceEvent>.WriteByHand(in ReferenceEvent value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"type\":"u8);
        encoder.Text(value.Type);
        encoder.Literal(",\"subtype\":"u8);
        encoder.Text(value.Subtype);
        encoder.Literal(",\"timestamp\":"u8);
        encoder.Text(value.Timestamp);
        encoder.Literal(",\"session_id\":"u8);
        encoder.Text(value.SessionId);
        encoder.Literal(",\"tool_name\":"u8);
        encoder.Text(value.ToolName);
        encoder.Literal(",\"success\":"u8);
        encoder.Flag(value.Success);
        encoder.Literal(",\"duration_ms\":"u8);
        encoder.Value(value.DurationMs);
        encoder.Literal("}"u8);
        return encoder.Written;
    }
}
