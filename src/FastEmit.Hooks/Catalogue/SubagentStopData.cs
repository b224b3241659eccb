using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>The end of a subagent.</summary>
public sealed record SubagentStopData : HookData
{
    /// <summary>The kind of agent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AgentType { get; init; }

    /// <summary>Which one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AgentId { get; init; }

    /// <summary>Why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Whether the agent goes on because of an earlier stop hook.</summary>
    public bool StopHookActive { get; init; }

    /// <summary>The first 200 characters of the agent's last words. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastMessagePreview { get; init; }
}
