using System.Globalization;
using FastEmit.Cli.Demonstrating;
using FastEmit.Collector;

namespace FastEmit.Cli.Tests.Collecting;

public sealed class CollectRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Interrupted_PrintsTheTotalsAndSucceeds()
    {
        string url = RecordingCollector.ReserveAbsentUrl();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<CommandLineSession> running = CommandLineSession.RunAsync(
            "", ["collect", "--port", PortOf(url), "--json"], interruption.Token);
        await using (HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = url, ReconnectDelay = TimeSpan.FromMilliseconds(10) }))
        {
            new SimulatedAgents().EmitNext(emitter);
            Assert.True((await emitter.FlushAsync(TimeSpan.FromSeconds(30), Cancellation)).Completed);
        }

        await interruption.CancelAsync();
        CommandLineSession session = await running;

        Assert.Equal(0, session.ExitCode);
        Assert.StartsWith($"collecting at {url}", session.Error, StringComparison.Ordinal);
        Assert.Equal(url, session.Json.GetProperty("url").GetString());
        Assert.Equal(1, session.Json.GetProperty("events").GetInt64());
        Assert.Equal("session_start", session.Json.GetProperty("byEvent")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task RunAsync_PortTaken_FallsShortNamingIt()
    {
        await using CollectorServer other = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancellation);

        CommandLineSession session = await CommandLineSession.RunAsync("collect", "--port", PortOf(other.Url), "--json");

        Assert.Equal(1, session.ExitCode);
        Assert.Contains($"port {PortOf(other.Url)} ", session.Error, StringComparison.Ordinal);
        Assert.Contains(PortOf(other.Url), session.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    public async Task RunAsync_NoPort_IsBadUsage(string port)
    {
        CommandLineSession session = await CommandLineSession.RunAsync("collect", "--port", port);

        Assert.Equal(2, session.ExitCode);
        Assert.Contains("from 0 to 65535", session.Error, StringComparison.Ordinal);
    }

    private static string PortOf(string url) => new Uri(url).Port.ToString(CultureInfo.InvariantCulture);
}
