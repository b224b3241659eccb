using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>What the agent is about to do.</summary>
public sealed record PreToolData : HookData
{
    /// <summary>The tool.</summary>
    public required string ToolName { get; init; }

    /// <summary><c>read</c>, <c>write</c>, <c>execute</c>, <c>search</c>, <c>network</c>, <c>delegation</c>, <c>task_management</c>, <c>mcp</c> or <c>other</c>.</summary>
    public required string OperationType { get; init; }

    /// <summary>What the tool is asked to do.</summary>
    public required ToolParameters ToolParameters { get; init; }

    /// <summary>Whether the tool works on files.</summary>
    public bool IsFileOperation { get; init; }

    /// <summary>Whether the tool runs a command.</summary>
    public bool IsExecution { get; init; }

    /// <summary>Whether the tool starts another agent.</summary>
    public bool IsDelegation { get; init; }

    /// <summary><c>high</c>, <c>medium</c> (any other command, or a file outside of the working directory) or <c>low</c>.</summary>
    public required string SecurityRisk { get; init; }

    /// <summary>The id of the tool call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToolUseId { get; init; }
}
