using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Input of a hook that could not be read.</summary>
public sealed record InvalidInputData : HookData
{
    /// <summary>What is wrong with it.</summary>
    public required string Error { get; init; }

    /// <summary>The byte at which it is wrong.</summary>
    public int Offset { get; init; }

    /// <summary>Its length.</summary>
    public int InputBytes { get; init; }

    /// <summary>Its first 200 characters. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preview { get; init; }
}
