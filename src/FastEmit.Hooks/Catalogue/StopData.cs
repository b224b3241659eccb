using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>The end of a turn.</summary>
public sealed record StopData : HookData
{
    /// <summary>Why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Whether the agent goes on because of an earlier stop hook.</summary>
    public bool StopHookActive { get; init; }

    /// <summary>The first 200 characters of the agent's last words. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastMessagePreview { get; init; }

    /// <summary>The tokens that were used, as the agent gives them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RedactedJson? Usage { get; init; }
}
