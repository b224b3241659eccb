using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>The agent has used a tool.</summary>
[HookEvent("post_tool", Namespace = "/hook")]
internal readonly partial record struct ToolFinished(
    [property: PartitionKey] string SessionId,
    string CorrelationId,
    string ToolName,
    bool Success,
    int DurationMs,
    int OutputSize);
