using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>A delegated task has ended.</summary>
[HookEvent("subagent_stop", Namespace = "/hook")]
internal readonly partial record struct SubagentStopped(
    [property: PartitionKey] string SessionId,
    string AgentType,
    string AgentId,
    string Reason);
