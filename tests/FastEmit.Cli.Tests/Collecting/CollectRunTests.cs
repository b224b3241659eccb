using System.Globalization;
using System.Net;
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
        await using (HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = url, Reconnect = { Delay = TimeSpan.FromMilliseconds(10) } }))
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
    public async Task RunAsync_LimitsAndHeartbeat_AreWhatTheHandshakeSays()
    {
        string url = RecordingCollector.ReserveAbsentUrl();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<CommandLineSession> running = CommandLineSession.RunAsync(
            "", ["collect", "--port", PortOf(url), "--max-payload", "4321", "--ping-interval", "7.5", "--ping-timeout", "3", "--json"], interruption.Token);
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = url, Reconnect = { Delay = TimeSpan.FromMilliseconds(10) } });
        new SimulatedAgents().EmitNext(emitter);
        Assert.True((await emitter.FlushAsync(TimeSpan.FromSeconds(60), Cancellation)).Completed);
        using HttpClient http = new();

        string open = await http.GetStringAsync(new Uri($"{url}/socket.io/?EIO=4&transport=polling"), Cancellation);
        using StringContent tooLarge = new($$"""{"event":"a","data":"{{new string('x', 4321)}}"}""");
        using HttpResponseMessage refused = await http.PostAsync(new Uri($"{url}/api/events"), tooLarge, Cancellation);

        Assert.Contains("\"pingInterval\":7500,\"pingTimeout\":3000,\"maxPayload\":4321", open, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        await interruption.CancelAsync();
        Assert.Equal(0, (await running).ExitCode);
    }

    [Fact]
    public async Task RunAsync_WithALog_WritesItsConnections()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}.log");
        string url = RecordingCollector.ReserveAbsentUrl();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<CommandLineSession> running = CommandLineSession.RunAsync("", ["collect", "--port", PortOf(url), "--log", path, "--json"], interruption.Token);
        try
        {
            await using (HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = url, Reconnect = { Delay = TimeSpan.FromMilliseconds(10) } }))
            {
                new SimulatedAgents().EmitNext(emitter);
                Assert.True((await emitter.FlushAsync(TimeSpan.FromSeconds(60), Cancellation)).Completed);
            }

            await interruption.CancelAsync();
            Assert.Equal(0, (await running).ExitCode);

            string log = await File.ReadAllTextAsync(path, Cancellation);
            Assert.Matches("Z info  Session [A-Za-z0-9_-]{20} of 127.0.0.1 begins over websocket\n", log);
            Assert.Matches("Z info  Session [A-Za-z0-9_-]{20} ends after [0-9.]+ s: ", log);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("--max-payload", "63")]
    [InlineData("--ping-interval", "0")]
    [InlineData("--ping-timeout", "soon")]
    public async Task RunAsync_LimitOrHeartbeatOutOfItsRange_IsBadUsageNamingTheOption(string option, string value)
    {
        CommandLineSession session = await CommandLineSession.RunAsync("collect", "--port", "0", option, value);

        Assert.Equal(2, session.ExitCode);
        Assert.Contains(option, session.Error, StringComparison.Ordinal);
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
