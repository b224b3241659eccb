using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>The list of what is to be done.</summary>
public sealed record TodoData : HookData
{
    /// <summary>How many there are.</summary>
    public int Total { get; init; }

    /// <summary>How many are completed.</summary>
    public int Completed { get; init; }

    /// <summary>How many are in progress.</summary>
    public int InProgress { get; init; }

    /// <summary>How many are pending.</summary>
    public int Pending { get; init; }

    /// <summary>The list.</summary>
    public required RedactedJson Todos { get; init; }

    /// <summary>The id of the tool call that wrote it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToolUseId { get; init; }
}
