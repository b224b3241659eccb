using FastEmit.Cli.CommandLine;
using FastEmit.Collector;

namespace FastEmit.Cli.Tests.CommandLine;

public sealed class TokenOptionTests
{
    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(null, "a", null, """{"token":"a"}""")]
    [InlineData(null, null, "b", """{"token":"b"}""")]
    [InlineData(null, "", "b", """{"token":"b"}""")]
    [InlineData(null, "a", "b", """{"token":"a"}""")]
    [InlineData("""{"x":1}""", "a", "b", """{"x":1}""")]
    [InlineData(null, "q\"", null, """{"token":"q\u0022"}""")]
    public void AuthOf_GivenOrInTheEnvironment_TheNearestCounts(string? auth, string? token, string? inEnvironment, string? expected) =>
        Assert.Equal(expected, TokenOption.AuthOf(auth, token, inEnvironment));

    [Fact]
    public async Task Emit_TokenOfTheServer_IsConfirmed()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, Token = "a-token-of-sixteen-characters" }, TestContext.Current.CancellationToken);

        CommandLineSession session = await CommandLineSession.RunAsync(
            "{}\n", ["emit", "--url", server.Url, "--token", "a-token-of-sixteen-characters", "--json"], TestContext.Current.CancellationToken);

        Assert.Equal((0, 1), (session.ExitCode, server.GetStats().Events));
    }
}
