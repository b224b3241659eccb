using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>What the agent tells the user.</summary>
public sealed record NotificationData : HookData
{
    /// <summary>The kind of notification.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NotificationType { get; init; }

    /// <summary>The first 200 characters. Redacted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MessagePreview { get; init; }

    /// <summary>Characters of it.</summary>
    public int MessageLength { get; init; }

    /// <summary>Whether the agent waits for the user.</summary>
    public bool IsUserInputRequest { get; init; }

    /// <summary>Whether it is about an error.</summary>
    public bool IsError { get; init; }
}
