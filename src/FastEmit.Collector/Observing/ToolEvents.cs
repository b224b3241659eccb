namespace FastEmit.Collector.Observing;

/// <summary>The types of the two events of a tool call, as agent hooks name them.</summary>
internal static class ToolEvents
{
    public const string Before = "pre_tool";
    public const string After = "post_tool";

    /// <summary>Whether a call begins with an event of this type.</summary>
    public static bool IsCall(ReadOnlySpan<byte> type) => type.SequenceEqual("pre_tool"u8);

    /// <summary>Whether an event of this type tells how a call ended.</summary>
    public static bool IsResult(ReadOnlySpan<byte> type) => type.SequenceEqual("post_tool"u8);

    /// <summary>Whether an event tells of a call that failed.</summary>
    public static bool IsFailure(ReadOnlySpan<byte> type, bool? success) => success == false && IsResult(type);
}
