using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>What became of a tool call.</summary>
public sealed record PostToolData : HookData
{
    /// <summary>The tool.</summary>
    public required string ToolName { get; init; }

    /// <summary>Whether it did what it should.</summary>
    public bool Success { get; init; }

    /// <summary><c>success</c>, <c>error</c>, <c>blocked</c> (exit code 2) or <c>interrupted</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The exit code of a command, if the agent gives it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExitCode { get; init; }

    /// <summary>The first 500 characters of what came back. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResultSummary { get; init; }

    /// <summary>Characters of the text that came back, or bytes of its JSON where it is none.</summary>
    public long OutputSize { get; init; }

    /// <summary>The first 500 characters of the error. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Milliseconds since the matching <c>pre_tool</c>; left out when that is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DurationMs { get; init; }

    /// <summary>Whether the tool works on files.</summary>
    public bool IsFileOperation { get; init; }

    /// <summary>Whether the tool runs a command.</summary>
    public bool IsExecution { get; init; }

    /// <summary>Whether the tool started another agent.</summary>
    public bool IsDelegation { get; init; }

    /// <summary>The id of the tool call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToolUseId { get; init; }
}
