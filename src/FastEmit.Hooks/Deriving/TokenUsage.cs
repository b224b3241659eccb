using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Deriving;

/// <summary>Tokens that a message or a turn has used.</summary>
/// <param name="Input">Tokens read, those from the cache not included.</param>
/// <param name="Output">Tokens written.</param>
/// <param name="CacheCreation">Tokens put into the cache.</param>
/// <param name="CacheRead">Tokens read from the cache.</param>
/// <param name="CacheCreationHour">Of those put into the cache, the ones that stay for an hour rather than five minutes.</param>
internal readonly record struct TokenUsage(long Input, long Output, long CacheCreation, long CacheRead, long CacheCreationHour)
{
    /// <summary>The sum of all four.</summary>
    public long Total => Input + Output + CacheCreation + CacheRead;

    /// <summary>Reads an agent's <c>usage</c>.</summary>
    public static TokenUsage Of(JsonValue usage) => new(
        usage["input_tokens"u8].GetInt64() ?? 0,
        usage["output_tokens"u8].GetInt64() ?? 0,
        usage["cache_creation_input_tokens"u8].GetInt64() ?? 0,
        usage["cache_read_input_tokens"u8].GetInt64() ?? 0,
        usage["cache_creation"u8]["ephemeral_1h_input_tokens"u8].GetInt64() ?? 0);

    /// <summary>Writes them, those of the cache under both names that dashboards know.</summary>
    public void Write(ref DataWriter data)
    {
        data.Number("input_tokens"u8, Input);
        data.Number("output_tokens"u8, Output);
        data.Number("cache_creation_input_tokens"u8, CacheCreation);
        data.Number("cache_read_input_tokens"u8, CacheRead);
        data.Number("cache_creation_tokens"u8, CacheCreation);
        data.Number("cache_read_tokens"u8, CacheRead);
        data.Number("total_tokens"u8, Total);
    }
}
