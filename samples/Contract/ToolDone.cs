using FastEmit.Events;

namespace FastEmit.Samples.Contract;

/// <summary>A tool has run.</summary>
/// <param name="SessionId">The session that called it; the events of one arrive in order.</param>
/// <param name="ToolName">The tool's name.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Changes">The files that it has changed.</param>
[HookEvent("tool_done", Version = 2)]
public readonly partial record struct ToolDone([property: PartitionKey] string SessionId, string ToolName, int DurationMs, string? Error, FileChange[] Changes);
