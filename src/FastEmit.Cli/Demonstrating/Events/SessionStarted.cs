using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>An agent session begins.</summary>
[HookEvent("session_start", Namespace = "/hook")]
internal readonly partial record struct SessionStarted(
    [property: PartitionKey] string SessionId,
    string Cwd,
    string Model);
