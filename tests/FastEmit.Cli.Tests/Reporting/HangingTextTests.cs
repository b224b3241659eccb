using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Tests.Reporting;

public sealed class HangingTextTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("exactly twenty here.", "exactly twenty here.")]
    [InlineData("one word more than fits in", "one word more than\n    fits in")]
    [InlineData("a-word-that-is-longer-than-the-column then", "a-word-that-is-longer-than-the-column\n    then")]
    [InlineData("before a-word-that-is-longer-than-the-column", "before\n    a-word-that-is-longer-than-the-column")]
    public void Wrap_ColumnOfTwenty_BreaksBetweenWords(string text, string expected) => Assert.Equal(expected, HangingText.Wrap(text, indent: 4, width: 24));

    [Fact]
    public void Wrap_NoTerminal_IsOneLine()
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 1_000));
        Assert.Equal(text, HangingText.Wrap(text, indent: 4, width: int.MaxValue));
    }

    [Fact]
    public void Wrap_HardlyAnyRoom_IsLeftToTheTerminal() => Assert.Equal("several words in a text", HangingText.Wrap("several words in a text", indent: 10, width: 15));
}
