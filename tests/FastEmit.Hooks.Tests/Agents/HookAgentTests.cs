using System.Text.Json;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Spooling;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.Agents;

/// <summary>Agents in this process.</summary>
public sealed class HookAgentTests : IDisposable
{
    private const string Input = """{"session_id":"s","hook_event_name":"Stop"}""";

    private readonly HookFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Second_IsTurnedAway()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<AgentEnd> first = HookAgent.RunAsync(Options(null), _ => started.SetResult(), stop.Token);
        await started.Task;
        Assert.Equal(AgentEnd.AlreadyRunning, await HookAgent.RunAsync(Options(null), static _ => Assert.Fail("it is no agent"), Cancellation));
        await stop.CancelAsync();
        Assert.Equal(AgentEnd.Stopped, await first);
    }

    [Fact]
    public async Task Run_NothingHappens_EndsAndLetsTheNextIn()
    {
        AgentOptions options = Options(null) with { IdleExit = TimeSpan.FromMilliseconds(100), ProbeInterval = TimeSpan.FromMilliseconds(20) };
        Assert.Equal(AgentEnd.Idle, await HookAgent.RunAsync(options, static _ => { }, Cancellation));
        using AgentLock ownership = AgentLock.Open(_folder.Paths.Lock);
        Assert.False(ownership.IsRunning);
        Assert.False(File.Exists(_folder.Paths.Socket));
        Assert.Equal(AgentEnd.Idle, await HookAgent.RunAsync(options, static _ => { }, Cancellation));
    }

    [Fact]
    public async Task Run_ServerComesLater_IsFoundAndGetsWhatWaited()
    {
        _folder.Run(Input, TimeProvider.System);
        int port = LoopbackPort.Reserve();
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null) with { Ports = [port], ProbeInterval = TimeSpan.FromMilliseconds(100) }, static _ => { }, stop.Token);
        await WaitForAsync(static report => report.GetProperty("state").GetString() == "searching");

        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Port = port });
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 1);
        Assert.Equal(1, (await server.GetCountsAsync()).Events);
        await stop.CancelAsync();
        Assert.Equal(AgentEnd.Stopped, await agent);
    }

    [Fact]
    public async Task Run_StoppedWithoutAServer_LeavesEventsForTheNext()
    {
        _folder.Run(Input, TimeProvider.System);
        int port = LoopbackPort.Reserve();
        using (CancellationTokenSource stop = new())
        {
            Task<AgentEnd> agent = HookAgent.RunAsync(
                Options($"http://127.0.0.1:{port}") with { ShutdownTimeout = TimeSpan.FromMilliseconds(100) }, static _ => { }, stop.Token);
            await WaitForAsync(static report => report.GetProperty("errors").GetInt64() != 0);
            await stop.CancelAsync();
            Assert.Equal(AgentEnd.Stopped, await agent);
        }

        Assert.Single(_folder.ReadPackets());
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Port = port });
        using CancellationTokenSource stopNext = new();
        Task<AgentEnd> next = HookAgent.RunAsync(Options(server.Url), static _ => { }, stopNext.Token);
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 1);
        await stopNext.CancelAsync();
        await next;
        Assert.Empty(_folder.ReadPackets());
    }

    [Fact]
    public async Task Run_AskedToStop_Ends()
    {
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null), static _ => { }, Cancellation);
        await WaitForAsync(static _ => true);
        Assert.Equal("""{"stopping":true}""", await AgentSocket.AskAsync(_folder.Paths.Socket, HookAgent.AskStop, TimeProvider.System, Cancellation));
        Assert.Equal(AgentEnd.Stopped, await agent);
    }

    [Fact]
    public async Task Run_HooksReportTrouble_IsInTheLogAndTheStats()
    {
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null) with { ProbeInterval = TimeSpan.FromMilliseconds(20) }, static _ => { }, stop.Token);
        await WaitForAsync(static _ => true);
        _folder.Run("no json", TimeProvider.System);
        await WaitForAsync(static report => report.GetProperty("hooks").GetProperty("invalidInputs").GetInt64() == 1);
        while (!(await File.ReadAllTextAsync(_folder.Paths.Log, Cancellation)).Contains("1 hooks got input that is not JSON (1 in all)", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        await stop.CancelAsync();
        await agent;
    }

    private AgentOptions Options(string? url) => new() { Paths = _folder.Paths, Url = url, Ports = [LoopbackPort.Reserve()] };

    private async Task WaitForAsync(Func<JsonElement, bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await AgentSocket.AskAsync(_folder.Paths.Socket, HookAgent.AskStats, TimeProvider.System, patience.Token) is { } report && condition(JsonElement.Parse(report)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }
}
