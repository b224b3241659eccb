using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>
/// An hour's worth of events in a short time: what the emitter holds stays what ARCHITECTURE.md says ("Memory"). 3.6 million
/// events, 1,000 for each second of an hour, with the environment variable FASTEMIT_SOAK set to <c>full</c>, otherwise a tenth.
/// </summary>
[Collection(AloneInTheProcess.Name)]
public sealed class ProcessMemoryTests(ITestOutputHelper output)
{
    private const int Lanes = 3;
    private const int Ring = 1 << 20;
    private const int Producers = 4;
    private const int Rounds = 8;

    private static readonly string Text = new('x', 100);
    private static readonly int Events = Environment.GetEnvironmentVariable("FASTEMIT_SOAK") == "full" ? 3_600_000 : 360_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly long Formula = (Lanes * (Ring + (708 << 10))) + (Producers * (64 << 10)) + (512 << 10);

    [Fact]
    public async Task Deliver_AnHoursWorthOfEventsWithLossesAndBursts_StaysWithinTheFormula()
    {
        using QuietServer server = new();
        await WarmUpAsync(server);
        long before = Measure();
        await using HookEmitter emitter = Create(server);
        long most = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await EmitAsync(emitter, Events / Rounds);
            Assert.True((await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);
            most = Math.Max(most, Measure() - before);
            server.Cut();
        }

        HookEmitterStats stats = emitter.GetStats();
        output.WriteLine($"{stats.Confirmed} events over {server.Connections} connections: at most {most >> 10} KiB, the formula allows {Formula >> 10} KiB");
        Assert.Equal((stats.Offered, 0), (stats.Confirmed, stats.Dropped.Total));
        Assert.InRange(stats.Confirmed, Events / 2, Events);
        Assert.True(most <= Formula, $"{most} bytes at most, and the formula allows {Formula}.");
    }

    /// <summary>The measure sees an emitter's rings. Best of several: what earlier tests have left may go meanwhile.</summary>
    [Fact]
    public async Task Guard_AnEmittersRings_AreSeen()
    {
        using QuietServer server = new();
        await WarmUpAsync(server);
        long seen = 0;
        for (int attempt = 0; attempt < 5 && seen < Lanes * Ring; attempt++)
        {
            long before = Measure();
            await using HookEmitter emitter = Create(server);
            seen = Measure() - before;
        }

        Assert.InRange(seen, Lanes * Ring, Formula);
    }

    private static HookEmitter Create(QuietServer server) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = server.Url,
        MaxConnections = Lanes,
        Ring = { Capacity = Ring },
        Overflow = OverflowPolicy.Wait(Patience),
        Reconnect = { Delay = TimeSpan.FromMilliseconds(1) },
        Circuit = { FailureThreshold = 200 },
    });

    /// <summary>What a first emitter takes for good belongs to the process: types, pools, threads, the server's buffers.</summary>
    private static async Task WarmUpAsync(QuietServer server)
    {
        await using HookEmitter emitter = Create(server);
        await EmitAsync(emitter, 50_000);
        Assert.True((await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);
    }

    /// <summary>In bursts, as fast as they can, from several threads and for all lanes.</summary>
    private static Task EmitAsync(HookEmitter emitter, int events) => Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Factory.StartNew(
        () =>
        {
            for (int i = 0; i < events / Producers; i++)
            {
                emitter.Emit(new SeriesEvent(i % 16, i, Text));
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private static long Measure()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
