using System.Diagnostics;
using System.Text.Json;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.Agents;

/// <summary>Agents whose files are not as they should be: each can be ended, and each goes on.</summary>
public sealed class HookAgentFileTests : IDisposable
{
    private const string Input = """{"session_id":"s","hook_event_name":"Stop"}""";

    private static readonly byte[] OtherVersion = [.. "FASTRING"u8, 9, 0, 0, 0, .. new byte[20]];

    private readonly HookFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("empty")]
    [InlineData("zeros")]
    [InlineData("other version")]
    public async Task Run_RingFileThatNobodyCanRead_IsSetAsideAndItsSuccessorShipped(string what)
    {
        File.WriteAllBytes(_folder.Paths.Ring, what switch { "empty" => [], "zeros" => new byte[5000], _ => OtherVersion });
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions());
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(server.Url), static _ => { }, stop.Token);
        _folder.Run(Input, TimeProvider.System);
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 1);
        Assert.Single(Directory.GetFiles(_folder.Folder, "hooks.0.ring.*.bad"));
        await stop.CancelAsync();
        Assert.Equal(AgentEnd.Stopped, await agent);
    }

    [Fact]
    public async Task Run_RingFileCannotBeUsed_EndsWhenAskedAndWhenIdle()
    {
        Directory.CreateDirectory(_folder.Paths.Ring);
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null), static _ => { }, Cancellation);
        await WaitForAsync(static report => report.GetProperty("lastError").GetString()?.Contains("is a folder", StringComparison.Ordinal) == true);
        await AgentSocket.AskAsync(_folder.Paths.Socket, HookAgent.AskStop, TimeProvider.System, Cancellation);
        Assert.Equal(AgentEnd.Stopped, await agent);

        AgentOptions idle = Options(null) with { IdleExit = TimeSpan.FromMilliseconds(100), ProbeInterval = TimeSpan.FromMilliseconds(20) };
        AgentEnd end;
        do
        {
            end = await HookAgent.RunAsync(idle, static _ => { }, Cancellation);
        }
        while (end == AgentEnd.AlreadyRunning && !Cancellation.IsCancellationRequested); // a process that another test starts holds the lock until its exec

        Assert.Equal(AgentEnd.Idle, end);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_RingFileRenamedOrDeletedUnderIt_LaterHooksAreShippedAndNothingIsLost(bool renamed)
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions());
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(server.Url), static _ => { }, stop.Token);
        _folder.Run(Input, TimeProvider.System);
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 1);
        if (renamed)
        {
            File.Move(_folder.Paths.Ring, _folder.Paths.Ring + ".moved");
        }
        else
        {
            File.Delete(_folder.Paths.Ring);
        }

        _folder.Run(Input, TimeProvider.System);
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 2);
        await stop.CancelAsync();
        Assert.Equal(AgentEnd.Stopped, await agent);
        Assert.Equal(2, (await server.GetCountsAsync()).Events);
    }

    [Fact]
    public void FindFaults_FoldersPipesAndSocketsInTheirPlace_AreNamed()
    {
        Assert.Empty(_folder.Paths.FindFaults());
        Directory.CreateDirectory(_folder.Paths.State);
        File.WriteAllText(_folder.Paths.Socket, "");
        Assert.SkipUnless(MakePipe(_folder.Paths.Log) && MakePipe(_folder.Paths.Lost), "There is no mkfifo.");
        string[] faults = [.. _folder.Paths.FindFaults()];
        Assert.Equal(4, faults.Length);
        Assert.Contains(faults, fault => fault.Contains(_folder.Paths.State, StringComparison.Ordinal) && fault.Contains("is a folder", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains(_folder.Paths.Log, StringComparison.Ordinal) && fault.Contains("is a pipe", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains(_folder.Paths.Socket, StringComparison.Ordinal) && fault.Contains("is a file", StringComparison.Ordinal));

        // Nobody waits for the pipes' other end: neither the log nor the count of lost events.
        using AgentLog log = new(_folder.Paths.Log, TimeProvider.System);
        log.Write(Microsoft.Extensions.Logging.LogLevel.Error, "not written");
        LossLog.Count(_folder.Paths, null, HookCounter.LostFault);
    }

    private static bool MakePipe(string path)
    {
        using Process process = Process.Start("mkfifo", path);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private AgentOptions Options(string? url) => new() { Paths = _folder.Paths, Url = url, Ports = [LoopbackPort.Reserve()] };

    private async Task WaitForAsync(Func<JsonElement, bool> condition)
    {
        while (true)
        {
            if (await AgentSocket.AskAsync(_folder.Paths.Socket, HookAgent.AskStats, TimeProvider.System, Cancellation) is { } answer
                && condition(JsonElement.Parse(answer)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }
}
