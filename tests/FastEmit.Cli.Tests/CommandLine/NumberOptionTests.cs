using System.CommandLine;
using FastEmit.Cli.CommandLine;

namespace FastEmit.Cli.Tests.CommandLine;

public sealed class NumberOptionTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("1e6", 1_000_000)]
    [InlineData("2147483647", int.MaxValue)]
    public void Required_WholeNumberInRange_IsTaken(string text, int expected)
    {
        Option<int> option = NumberOption.Required("--n", 1, int.MaxValue, "N", "a number");

        ParseResult parsed = Parse(option, "--n", text);

        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, parsed.GetValue(option));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2147483648")]
    [InlineData("1,000")]
    [InlineData("0.5")]
    [InlineData("many")]
    [InlineData("")]
    public void Required_AnythingElse_IsRefusedWithTheRange(string text)
    {
        ParseResult parsed = Parse(NumberOption.Required("--n", 1, int.MaxValue, "N", "a number"), "--n", text);

        Assert.Equal($"--n: '{text}' is not accepted; it takes a whole number from 1 to 2147483647.", Assert.Single(parsed.Errors).Message);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void Create_NotAFiniteNumber_IsRefused(string text)
    {
        ParseResult parsed = Parse(NumberOption.Create("--s", 0.1, 60, 10, "S", "seconds"), "--s", text);

        Assert.Equal($"--s: '{text}' is not accepted; it takes a number from 0.1 to 60.", Assert.Single(parsed.Errors).Message);
    }

    [Fact]
    public void Create_NotGiven_HasTheDefault()
    {
        Option<double> option = NumberOption.Create("--s", 0.1, 60, 10, "S", "seconds");

        Assert.Equal(10, Parse(option).GetValue(option));
    }

    private static ParseResult Parse(Option option, params string[] arguments) => new Command("verb") { option }.Parse(arguments);
}
