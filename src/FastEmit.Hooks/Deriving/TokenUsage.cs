using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Deriving;

/// <summary>The tokens that a message or a turn used.</summary>
/// <param name="Input">Tokens read, without those from the cache.</param>
/// <param name="Output">Tokens written.</param>
/// <param name="CacheCreation">Tokens put into the cache.</param>
/// <param name="CacheRead">Tokens read from the cache.</param>
/// <param name="CacheCreationHour">The part of <paramref name="CacheCreation"/> that is cached for one hour instead of five minutes.</param>
internal readonly record struct TokenUsage(long Input, long Output, long CacheCreation, long CacheRead, long CacheCreationHour)
{
    /// <summary>The sum of input, output, cache creation and cache reads.</summary>
    public long Total => Input + Output + CacheCreation + CacheRead;

    /// <summary>Reads an agent's <c>usage</c>.</summary>
    public static TokenUsage Of(JsonValue usage) => new(
        usage["input_tokens"u8].GetInt64() ?? 0,
        usage["output_tokens"u8].GetInt64() ?? 0,
        usage["cache_creation_input_tokens"u8].GetInt64() ?? 0,
        usage["cache_read_input_tokens"u8].GetInt64() ?? 0,
        usage["cache_creation"u8]["ephemeral_1h_input_tokens"u8].GetInt64() ?? 0);

    /// <summary>Writes the counts. Cache counts are written under both names that dashboards read.</summary>
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
