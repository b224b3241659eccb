using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>What the data of all hooks that are looked into has in common.</summary>
public abstract record HookData
{
    private protected HookData()
    {
    }

    /// <summary>The hook's type as the agent calls it, such as <c>PreToolUse</c>.</summary>
    public string? HookEventName { get; init; }

    /// <summary>How the agent asks for permissions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PermissionMode { get; init; }

    /// <summary>After how many bytes the hook's input was cut off, because it was too large or took too long; otherwise left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? InputCutAt { get; init; }
}
