using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>Flushing and closing return within their bounds whatever the server does, and what they report is what it has.</summary>
public sealed class FlushBoundsTests
{
    private const int TimeoutMs = 120_000;
    private const int Delivered = 500;
    private const int Stranded = 300;

    /// <summary>The bound that is asked for.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(300);

    /// <summary>A timer may be early by as much as the clock it goes by is coarse.</summary>
    private static readonly TimeSpan TimerTick = TimeSpan.FromMilliseconds(20);

    /// <summary>What a loaded machine may add. Without a bound, each of these would take for ever, or until a heartbeat is missed (45 s).</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong with the server.</summary>
    public static TheoryData<string> Conditions { get; } = ["hung", "gone", "refusing connections", "refusing the namespace", "silent to new connections"];

    [Theory(Timeout = TimeoutMs)]
    [MemberData(nameof(Conditions))]
    public async Task FlushAsyncThenCloseAsync_ServerInTrouble_ReturnInTimeAndReportWhatTheServerHas(string condition)
    {
        using TemporaryFile log = new();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, LogAt = "handler" });
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(server.Port);
        HookEmitterOptions options = TestEmitter.Options($"http://127.0.0.1:{proxy.Port}");
        options.MaxConnections = 3;
        options.ShutdownTimeout = Bound;
        await using HookEmitter emitter = HookEmitter.Create(options);
        await EmitAsync(emitter, 0, Delivered);
        await TestEmitter.FlushAllAsync(emitter);

        await BreakAsync(condition, server, proxy);
        await EmitAsync(emitter, Delivered, Stranded);
        long started = TimeProvider.System.GetTimestamp();
        FlushReport flushed = await emitter.FlushAsync(Bound, TestContext.Current.CancellationToken);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), Bound - TimerTick, Bound + Slack);
        Assert.Equal((false, Delivered + Stranded, Delivered, Stranded, 0),
            (flushed.Completed, flushed.Offered, flushed.Confirmed, flushed.Pending, flushed.Dropped.Total));

        started = TimeProvider.System.GetTimestamp();
        FlushReport closed = await emitter.CloseAsync(TestContext.Current.CancellationToken);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Bound + Slack);
        Assert.Equal((false, Delivered + Stranded, Delivered, 0, Stranded),
            (closed.Completed, closed.Offered, closed.Confirmed, closed.Pending, closed.Dropped[DropReason.Undelivered]));
        Assert.Equal(closed.Confirmed, server.ReadLog().Count);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task FlushAsync_Cancelled_ReturnsAtOnceWithWhatIsKnown()
    {
        await using HookEmitter emitter = TestEmitter.Create($"http://127.0.0.1:{LoopbackPort.Reserve()}");
        await EmitAsync(emitter, 0, 10);
        using CancellationTokenSource cancel = new();
        Task<FlushReport> flush = emitter.FlushAsync(Timeout.InfiniteTimeSpan, cancel.Token).AsTask();
        Assert.False(flush.IsCompleted);
        await cancel.CancelAsync();
        FlushReport report = await flush.WaitAsync(TestEmitter.Patience, TestContext.Current.CancellationToken);
        Assert.Equal((false, 10), (report.Completed, report.Pending));
    }

    private static async Task EmitAsync(HookEmitter emitter, int first, int count)
    {
        for (int series = 0; series < 10; series++)
        {
            await TestEmitter.EmitAsync(emitter, first / 10, count / 10, series);
        }
    }

    private static async Task BreakAsync(string condition, NodeServer server, TcpFaultProxy proxy)
    {
        switch (condition)
        {
            case "hung":
                proxy.BlackHoleAll();
                proxy.LeavesConnectionsUnanswered = true;
                break;
            case "gone":
                await server.KillAsync();
                break;
            case "refusing connections":
                proxy.RefusesConnections = true;
                proxy.ResetAll();
                break;
            case "refusing the namespace":
                await server.RefuseAsync("/hook", "not you");
                proxy.ResetAll();
                break;
            default:
                proxy.LeavesConnectionsUnanswered = true;
                proxy.ResetAll();
                break;
        }
    }
}
