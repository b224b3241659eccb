using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>What the whole process allocates while events flow: producer, ring, sender, connection, confirmation, and a server that allocates nothing.</summary>
[Collection(AloneInTheProcess.Name)]
public sealed class ProcessAllocationTests
{
    private const int Events = 1_000_000;

    /// <summary>What flushing, the runtime and the test framework allocate meanwhile, however many events there are: a fifteenth of a byte an event.</summary>
    private const long Slack = 64 << 10;

    /// <summary>What a connection may cost on both sides, its upgrade and the server's thread included; 50 KB are measured.</summary>
    private const long ConnectionBytes = 100 << 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Deliver_AMillionEventsThroughAWrappingRing_AllocatesNothing()
    {
        using QuietServer server = new();
        await using HookEmitter emitter = Create(server, OverflowPolicy.Wait(Patience));
        await DeliverAsync(emitter, Events / 4);
        Assert.InRange(await MeasureBestAsync(() => DeliverAsync(emitter, Events)), 0, Slack);
        Assert.Equal(emitter.GetStats().Offered, server.Events);
    }

    [Fact]
    public async Task Deliver_ManyEventsRefused_AllocatesNothing()
    {
        using QuietServer server = new();
        await using HookEmitter emitter = Create(server, OverflowPolicy.DropNewest, ring: 64 << 10);
        await DeliverAsync(emitter, Events / 4);
        Assert.InRange(await MeasureBestAsync(() => DeliverAsync(emitter, Events)), 0, Slack);
        DropCounts dropped = emitter.GetStats().Dropped;
        Assert.Equal(emitter.GetStats().Offered, server.Events + dropped.Total);
        Assert.InRange(dropped[DropReason.RingFull], 1000, Events * 5L);
    }

    [Fact]
    public async Task Deliver_ConnectionLostAgainAndAgain_AllocatesByTheConnectionNotByTheEvent()
    {
        const int Cuts = 20;
        using QuietServer server = new();
        await using HookEmitter emitter = Create(server, OverflowPolicy.Wait(Patience));
        await DeliverAndCutAsync();
        Assert.InRange(await MeasureBestAsync(DeliverAndCutAsync), 0, Cuts * ConnectionBytes);
        Assert.InRange(server.Connections, 2 * Cuts, int.MaxValue);

        async Task DeliverAndCutAsync()
        {
            for (int i = 0; i < Cuts; i++)
            {
                await DeliverAsync(emitter, Events / Cuts);
                server.Cut();
            }
        }
    }

    [Fact]
    public async Task Guard_AnObjectEveryTwoHundredEvents_IsCaught()
    {
        object kept = new();
        long allocated = await MeasureBestAsync(() =>
        {
            for (int i = 0; i < Events; i++)
            {
                kept = i % 200 == 0 ? new object() : kept;
            }

            return Task.CompletedTask;
        });
        Assert.InRange(allocated, Slack + 1, long.MaxValue);
        Assert.NotNull(kept);
    }

    private static HookEmitter Create(QuietServer server, OverflowPolicy overflow, int ring = 4 << 20) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = server.Url,
        MaxConnections = 1,
        Ring = { Capacity = ring },
        Overflow = overflow,
        Reconnect = { Delay = TimeSpan.FromMilliseconds(1) },
        Circuit = { FailureThreshold = 200 },
    });

    /// <summary>The least of up to three rounds: the runtime's own work (tiering, the thread pool) falls into one now and then.</summary>
    private static async Task<long> MeasureBestAsync(Func<Task> run)
    {
        long best = long.MaxValue;
        for (int round = 0; round < 3 && best > Slack; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await run();
            best = Math.Min(best, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return best;
    }

    private static async Task DeliverAsync(HookEmitter emitter, int events)
    {
        for (int i = 0; i < events; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, i);
        }

        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(report.Completed);
    }
}
