namespace FastEmit.Collector.Observing;

/// <summary>The types of the two events of a tool call, as agent hooks name them.</summary>
internal static class ToolEvents
{
    public const string Before = "pre_tool";
    public const string After = "post_tool";
}
