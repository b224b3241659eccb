using System.Text.Json.Serialization;

namespace FastEmit.Hooks.Catalogue;

/// <summary>What a tool was asked to do, by the kind of tool: only what applies is there. Redacted.</summary>
public sealed record ToolParameters
{
    /// <summary>File tools: the file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FilePath { get; init; }

    /// <summary>Writing tools: characters of the content, or of what replaces the old.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ContentLength { get; init; }

    /// <summary>File tools: whether the tool writes a whole file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsCreate { get; init; }

    /// <summary>File tools: whether the tool changes part of a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsEdit { get; init; }

    /// <summary>Bash: the first 100 characters of the command.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Command { get; init; }

    /// <summary>Bash: characters of the command.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CommandLength { get; init; }

    /// <summary>Bash: whether the command has a pipe.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? HasPipe { get; init; }

    /// <summary>Bash: whether the command redirects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? HasRedirect { get; init; }

    /// <summary>Bash: the time limit in milliseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Timeout { get; init; }

    /// <summary>Grep and Glob: the pattern.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pattern { get; init; }

    /// <summary>Grep, Glob and LS: where they look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    /// <summary>Web tools: the address, or what is searched for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>WebSearch: what is searched for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Query { get; init; }

    /// <summary>Task: the kind of agent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubagentType { get; init; }

    /// <summary>Task and Bash: what it is for, as the agent puts it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>Task and WebFetch: the first 200 characters of the prompt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PromptPreview { get; init; }

    /// <summary>TodoWrite: how many there are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TodoCount { get; init; }

    /// <summary>TodoWrite: how many are completed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TodoCompleted { get; init; }

    /// <summary>TodoWrite: how many are in progress.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TodoInProgress { get; init; }

    /// <summary>TodoWrite: how many are pending.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TodoPending { get; init; }

    /// <summary>Any other tool: its whole input.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RedactedJson? Input { get; init; }
}
