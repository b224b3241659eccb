namespace FastEmit.Cli.Tests;

public sealed class FastEmitCommandTests
{
    [Fact]
    public async Task RunAsync_NoVerb_IsBadUsageThatNamesTheVerbs()
    {
        CommandLineSession session = await CommandLineSession.RunAsync();

        Assert.Equal(2, session.ExitCode);
        Assert.Empty(session.Output);
        Assert.Contains("demo, emit, stress, collect", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UnknownVerb_IsBadUsageThatNamesIt()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("emmit", "--json");

        Assert.Equal(2, session.ExitCode);
        Assert.Contains("'emmit' is not a verb", session.Error, StringComparison.Ordinal);
        Assert.Contains("'emmit'", session.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("emit")]
    [InlineData("stress")]
    [InlineData("collect")]
    public async Task RunAsync_Help_SucceedsAndShowsTheVerbsOptions(string verb)
    {
        CommandLineSession session = await CommandLineSession.RunAsync(verb, "--help");

        Assert.Equal(0, session.ExitCode);
        Assert.Contains($"fastemit {verb} [", session.Output, StringComparison.Ordinal);
        Assert.Contains("--json", session.Output, StringComparison.Ordinal);
        Assert.Empty(session.Error);
    }

    [Fact]
    public async Task RunAsync_SeveralErrors_ReportsEachOnALineAndAllInOneObject()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("stress", "--url", "nowhere", "--events", "none", "--json");

        Assert.Equal(2, session.ExitCode);
        string[] lines = session.Error.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("fastemit stress: --url: 'nowhere'", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("fastemit stress: --events: 'none'", lines[1], StringComparison.Ordinal);
        Assert.Equal("Try 'fastemit stress --help'.", lines[2]);
        string error = session.Json.GetProperty("error").GetString()!;
        Assert.Contains("--url", error, StringComparison.Ordinal);
        Assert.Contains("--events", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emit")]
    [InlineData("stress", "--events", "5")]
    public async Task RunAsync_WithoutUrl_IsBadUsage(params string[] arguments)
    {
        CommandLineSession session = await CommandLineSession.RunAsync(arguments);

        Assert.Equal(2, session.ExitCode);
        Assert.Contains("'--url' is required", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ArgumentThatBeginsWithAt_IsAValueAndNoFile()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("emit", "--url", "@missing");

        Assert.Equal(2, session.ExitCode);
        Assert.Contains("--url: '@missing' is not accepted", session.Error, StringComparison.Ordinal);
    }
}
