using FastEmit.Events;

[assembly: HookEventDefaults(EnumsByName = true, Namespace = "/hook")]

namespace FastEmit.Samples.Contract;

/// <summary>A tool is about to run.</summary>
/// <param name="SessionId">The session that calls it; the events of one arrive in order.</param>
/// <param name="ToolName">The tool's name.</param>
/// <param name="Kind">What it does.</param>
[HookEvent("tool_began")]
public readonly partial record struct ToolBegan([property: PartitionKey] string SessionId, string ToolName, ToolKind Kind);
