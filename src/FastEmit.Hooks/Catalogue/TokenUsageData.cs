namespace FastEmit.Hooks.Catalogue;

/// <summary>Tokens that a turn has used.</summary>
public sealed record TokenUsageData : HookData
{
    /// <summary>Tokens read, those from the cache not included.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Tokens put into the cache.</summary>
    public long CacheCreationInputTokens { get; init; }

    /// <summary>Tokens read from the cache.</summary>
    public long CacheReadInputTokens { get; init; }

    /// <summary>The sum of all four.</summary>
    public long TotalTokens { get; init; }
}
