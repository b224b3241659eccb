using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>The server is killed (SIGKILL) and started again while events flow; its log file says what had arrived.</summary>
public sealed class RestartTests
{
    private const int Kills = 10;
    private const int TimeoutMs = 180_000;

    /// <summary>Events that a server process has to receive before it is killed.</summary>
    private const int EventsBetweenKills = 500;

    /// <summary>
    /// The log is written by the application's handlers, which run after the server has answered the first watermark behind the events: a
    /// single pong does not stand this test.
    /// </summary>
    [Theory(Timeout = TimeoutMs)]
    [InlineData(1, 20)]
    [InlineData(1, 500)]
    [InlineData(3, 20)]
    [InlineData(3, 500)]
    public async Task KilledTenTimes_WhileEventsFlow_HandlersSeeEveryEventAndFirstArrivalsAreInOrder(int lanes, int burst)
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, LogAt = "handler" });
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.MaxConnections = lanes;
        await using HookEmitter emitter = HookEmitter.Create(options);
        using var stop = new CancellationTokenSource();
        Task<int> producing = Task.Run(() => ProduceAsync(emitter, burst, stop.Token));

        for (int kill = 0; kill < Kills; kill++)
        {
            await TestEmitter.UntilAsync(async () => (await server.GetCountsAsync()).Events >= EventsBetweenKills);
            long confirmed = emitter.GetStats().Confirmed;
            await server.KillAsync();

            // What was confirmed before the process died had been handled by it.
            Assert.InRange(server.ReadLog().Select(Identity).Distinct().Count(), confirmed, long.MaxValue);
            await server.RestartAsync();
        }

        await TestEmitter.UntilAsync(async () => (await server.GetCountsAsync()).Events >= EventsBetweenKills);
        await stop.CancelAsync();
        int rounds = await producing;
        FlushReport report = await TestEmitter.FlushAllAsync(emitter);

        Assert.Equal(rounds * Series, report.Confirmed);
        Assert.Equal(0, report.Dropped.Total - report.Dropped[DropReason.RingFull]);
        IReadOnlyList<LoggedEvent> received = server.ReadLog();
        for (int series = 0; series < Series; series++)
        {
            Arrivals.AssertComplete(received, rounds, series);
        }

        Assert.InRange(received.Select(e => e.Connection).Distinct().Count(), Kills + 1, int.MaxValue);
        Assert.InRange(emitter.GetStats().Reconnects, Kills, long.MaxValue);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task ServerStopsForLongerThanTheCircuitStaysOpen_EventsQueuedMeanwhile_ArriveWhenItIsBack()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path });
        await using HookEmitter emitter = TestEmitter.Create(server.Url);
        await TestEmitter.EmitAsync(emitter, 0, 100);
        await TestEmitter.FlushAllAsync(emitter);

        await server.KillAsync();
        await TestEmitter.EmitAsync(emitter, 100, 100);
        await TestEmitter.UntilAsync(() => emitter.GetStats().CircuitState != Resilience.CircuitState.Closed);
        await TestEmitter.EmitAsync(emitter, 200, 100);
        await server.RestartAsync();
        FlushReport report = await TestEmitter.FlushAllAsync(emitter);

        Assert.Equal(300, report.Confirmed);
        Arrivals.AssertComplete(server.ReadLog(), 300);
        Assert.Equal(Resilience.CircuitState.Closed, emitter.GetStats().CircuitState);
    }

    private const int Series = 4;

    private static (int, int) Identity(LoggedEvent e) => (e.Data.GetProperty("series").GetInt32(), e.Data.GetProperty("number").GetInt32());

    /// <summary>Emits one event of every series a round, with a pause after every <paramref name="burst"/> rounds; returns the rounds.</summary>
    private static async Task<int> ProduceAsync(HookEmitter emitter, int burst, CancellationToken stop)
    {
        int round = 0;
        while (!stop.IsCancellationRequested)
        {
            for (int series = 0; series < Series; series++)
            {
                await TestEmitter.EmitAsync(emitter, new NumberedEvent(series, round));
            }

            if (++round % burst == 0)
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }

        return round;
    }
}
