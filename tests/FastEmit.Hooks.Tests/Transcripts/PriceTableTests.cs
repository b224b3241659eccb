using System.Text.Json;
using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Transcripts;

namespace FastEmit.Hooks.Tests.Transcripts;

public sealed class PriceTableTests
{
    private static readonly TokenUsage Usage = new(Input: 1_000_000, Output: 100_000, CacheCreation: 0, CacheRead: 0, CacheCreationHour: 0);

    [Theory]
    [InlineData("claude-opus-4-6", 7.5)]
    [InlineData("claude-opus-4-6-20260115", 7.5)]
    [InlineData("claude-opus-4-6[1m]", 7.5)]
    [InlineData("claude-opus-4-1-20250805", 22.5)]
    [InlineData("claude-opus-4-6-fast", null)]
    [InlineData("claude-opus-99", null)]
    [InlineData("us.anthropic.claude-opus-4-6-v1:0", null)]
    [InlineData("gpt-5", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void CostOf_Model_IsItsPriceOrNothing(string? model, double? expected) => Assert.Equal(expected, PriceTable.Shipped().CostOf(model, Usage));

    [Fact]
    public void CostOf_CachedTokens_HavePricesOfTheirOwn()
    {
        TokenUsage usage = new(Input: 12, Output: 766, CacheCreation: 3_456, CacheRead: 37_000, CacheCreationHour: 456);
        double expected = ((12 * 5) + (766 * 25) + (3_000 * 6.25) + (456 * 10) + (37_000 * 0.5)) / 1e6;
        Assert.Equal(expected, PriceTable.Shipped().CostOf("claude-opus-4-6", usage)!.Value, 9);
    }

    [Theory]
    [InlineData(100_000, 0.01)]
    [InlineData(100_001, 0.0500005)]
    public void CostOf_LongPrompt_CostsMoreAsAWhole(long input, double expected) =>
        Assert.Equal(expected, PriceTable.Shipped().CostOf("claude-haiku-5-5", new TokenUsage(input, 0, 0, 0, 0))!.Value, 9);

    [Fact]
    public void Load_UsersOwnTable_TakesThePlaceOfTheShippedOne()
    {
        using HookFolder folder = new();
        Assert.Equal(PriceTable.Shipped().Date, PriceTable.Load(folder.Paths.Prices).Date);
        File.WriteAllText(folder.Paths.Prices, """{"date":"2027-01-01","models":{"mine":{"input":1,"output":2,"cache_write_5m":0,"cache_write_1h":0,"cache_read":0}}}""");
        PriceTable own = PriceTable.Load(folder.Paths.Prices);
        Assert.Equal(("2027-01-01", 1.2, null), (own.Date, own.CostOf("mine", Usage), own.CostOf("claude-opus-4-6", Usage)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"date":"x","models":{"m":{"input":"much"}}}""")]
    [InlineData("""{"date":"x","models":{"m":{"input":1}}}""")]
    public void Load_NoPriceTable_SaysWhatIsExpected(string text)
    {
        using HookFolder folder = new();
        File.WriteAllText(folder.Paths.Prices, text);
        Assert.Contains("cache_write_5m", Assert.Throws<JsonException>(() => PriceTable.Load(folder.Paths.Prices)).Message, StringComparison.Ordinal);
    }
}
