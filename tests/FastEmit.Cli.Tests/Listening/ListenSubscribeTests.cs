using System.Text.Json;

namespace FastEmit.Cli.Tests.Listening;

public sealed class ListenSubscribeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_ByNamespaceAndType_PrintsTheCollectorsEventsAndEndsAtTheCount()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        await EmitAsync(collector.Url, "/hook", "early", -1);
        Task<CommandLineSession> listening = CommandLineSession.RunAsync(
            "listen", "--url", collector.Url, "--subscribe", """{"namespace":"/hook","type":"tool","after":0}""", "--count", "3");
        await EmitAsync(collector.Url, "/hook", "tool", 0);
        await EmitAsync(collector.Url, "/hook", "other", 1);
        await EmitAsync(collector.Url, "/", "tool", 2);
        await EmitAsync(collector.Url, "/hook", "tool", 3);
        await EmitAsync(collector.Url, "/hook", "tool", 4);

        CommandLineSession session = await listening.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.Equal(0, session.ExitCode);
        JsonElement[] printed = [.. session.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([0, 3, 4], printed.Select(static stored => stored.GetProperty("data").GetProperty("n").GetInt32()));
        Assert.All(printed, static stored => Assert.Equal(("/hook", "tool"), (stored.GetProperty("namespace").GetString(), stored.GetProperty("name").GetString())));
    }

    [Theory]
    [InlineData("""{"nope":1}""", "'nope' is not accepted")]
    [InlineData("""{"type":1}""", "'type' is not accepted")]
    public async Task Subscribe_ConditionThatTheCollectorRefuses_EndsWithItsWords(string conditions, string words)
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await CommandLineSession.RunAsync("listen", "--url", collector.Url, "--subscribe", conditions);

        Assert.Equal(1, session.ExitCode);
        Assert.Contains(words, session.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    public async Task Subscribe_NoJsonObject_IsBadUsage(string conditions)
    {
        CommandLineSession session = await CommandLineSession.RunAsync("listen", "--url", "http://localhost:1", "--subscribe", conditions);

        Assert.Equal(2, session.ExitCode);
        Assert.Contains($"--subscribe: '{conditions}' is not accepted; it takes a JSON object", session.Error, StringComparison.Ordinal);
    }

    private static async Task EmitAsync(string url, string @namespace, string name, int n) =>
        Assert.Equal(0, (await CommandLineSession.RunAsync($"{{\"n\":{n}}}\n", ["emit", "--url", url, "--namespace", @namespace, "--event", name], Cancellation)).ExitCode);
}
