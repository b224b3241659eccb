using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>The agent is about to use a tool.</summary>
[HookEvent("pre_tool", Namespace = "/hook")]
internal readonly partial record struct ToolStarting(
    [property: PartitionKey] string SessionId,
    string CorrelationId,
    string ToolName,
    string OperationType,
    string Parameters,
    bool SecurityRisk);
