using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>The agent has finished its turn.</summary>
[HookEvent("stop", Namespace = "/hook")]
internal readonly partial record struct TurnStopped(
    [property: PartitionKey] string SessionId,
    string Reason,
    int InputTokens,
    int OutputTokens);
