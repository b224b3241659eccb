using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>A subagent that is about to start.</summary>
public sealed record SubagentTaskData : HookData
{
    /// <summary>The kind of agent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AgentType { get; init; }

    /// <summary>What it is for, as the agent puts it. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>The first 200 characters of its prompt. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PromptPreview { get; init; }

    /// <summary>The id of the tool call that starts it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToolUseId { get; init; }
}
