using System.Text.Json;
using FastEmit.Hooks.Deriving;

namespace FastEmit.Hooks.Transcripts;

/// <summary>The prices of a model's tokens, in dollars per million tokens. Immutable.</summary>
internal sealed record ModelPrice(double Input, double Output, double CacheWrite, double CacheWriteHour, double CacheRead)
{
    private const double Million = 1_000_000;

    /// <summary>The prices for a message whose prompt is longer than <see cref="LongPromptAbove"/>; null when they are the same.</summary>
    public ModelPrice? LongPrompt { get; private init; }

    /// <summary>The maximum prompt length for these prices, in tokens, including cached ones.</summary>
    public long LongPromptAbove { get; private init; }

    /// <summary>Reads a price.</summary>
    public static ModelPrice Parse(JsonElement json)
    {
        ModelPrice price = new(Number(json, "input"), Number(json, "output"), Number(json, "cache_write_5m"), Number(json, "cache_write_1h"), Number(json, "cache_read"));
        return json.TryGetProperty("long_prompt", out JsonElement more)
            ? price with { LongPrompt = Parse(more), LongPromptAbove = more.GetProperty("above").GetInt64() }
            : price;
    }

    /// <summary>The cost of a message in dollars, rounded to a billionth.</summary>
    public double CostOf(TokenUsage usage)
    {
        if (LongPrompt is { } more && usage.Input + usage.CacheCreation + usage.CacheRead > LongPromptAbove)
        {
            return more.CostOf(usage);
        }

        double dollars = (usage.Input * Input) + (usage.Output * Output) + (usage.CacheRead * CacheRead)
            + (usage.CacheCreationHour * CacheWriteHour) + ((usage.CacheCreation - usage.CacheCreationHour) * CacheWrite);
        return Math.Round(dollars / Million, 9);
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();
}
