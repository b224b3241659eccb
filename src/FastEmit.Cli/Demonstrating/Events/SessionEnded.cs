using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>An agent session is over.</summary>
[HookEvent("session_end", Namespace = "/hook")]
internal readonly partial record struct SessionEnded(
    [property: PartitionKey] string SessionId,
    string Reason);
