using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>What the user asks for.</summary>
public sealed record UserPromptData : HookData
{
    /// <summary>The first 200 characters. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PromptPreview { get; init; }

    /// <summary>Characters of it.</summary>
    public int PromptLength { get; init; }

    /// <summary>Whether it is a command: it begins with a slash.</summary>
    public bool IsCommand { get; init; }

    /// <summary>Whether there is code in it.</summary>
    public bool ContainsCode { get; init; }

    /// <summary><c>high</c> or <c>normal</c>.</summary>
    public required string Urgency { get; init; }
}
