using System.Text;
using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.FaultProxy;
using FastEmit.Tests.Buffers;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

public sealed class HookEmitterRingFileTests : IAsyncLifetime
{
    private const string Nowhere = "http://127.0.0.1:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-emitter-");
    private readonly ScriptedServer _server = new();

    private string Prefix => Path.Combine(_folder.FullName, "events");

    [Fact]
    public async Task Emit_ServerAwayAndEmitterClosed_TheNextEmitterSendsItInOrder()
    {
        FlushReport left = await EmitAndCloseAsync(1_000);
        Assert.False(left.Completed);
        Assert.Equal((1_000, 0, 1_000, 0), (left.Offered, left.Confirmed, left.Pending, left.Dropped.Total));

        await using HookEmitter emitter = Create(_server.Url);
        Assert.Equal(1_000, emitter.GetStats().Offered);
        ReferenceEvent.EmitNumbered(emitter, 1_000);
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 1_001).Select(ReferenceEvent.Packet), _server.Events);
        Assert.Equal((1_001, 1_001, 0), (report.Offered, report.Confirmed, report.Pending));
    }

    [Fact]
    public async Task Emit_AllConfirmed_NothingIsLeftForTheNextEmitter()
    {
        await using (HookEmitter first = Create(_server.Url))
        {
            ReferenceEvent.EmitNumbered(first, 0);
            Assert.True((await first.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);
        }

        await using HookEmitter second = Create(_server.Url);
        Assert.Equal(0, second.GetStats().Pending);
        Assert.Equal([ReferenceEvent.Packet(0)], _server.Events);
    }

    [Fact]
    public async Task Append_ByAnotherProcess_IsNoticedAndSent()
    {
        await using HookEmitter emitter = Create(_server.Url);
        EventRing hook = new(RingFile.OpenAsProducer(
            LaneRings.PathOf(Prefix, 0), RingLayout.MinCapacity, TimeProvider.System, out _));
        hook.TryAppend(Encoding.UTF8.GetBytes(ReferenceEvent.Packet(7)), TimeProvider.System.GetTimestamp());
        await _server.WaitForEventsAsync(1);
        Assert.Equal([ReferenceEvent.Packet(7)], _server.Events);
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (report.Offered, report.Confirmed));
    }

    /// <summary>No timer ever fires here: an idle lane does not look by itself, it is woken.</summary>
    [Fact]
    public async Task Append_ThroughAnotherMappingWhileTheClockStandsStill_WakesTheIdleLane()
    {
        ManualTimeProvider time = new();
        _server.PingInterval = (int)TimeSpan.FromDays(1).TotalMilliseconds;
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = _server.Url,
            Ring = { File = Prefix, Capacity = RingLayout.MinCapacity },
            MaxConnections = 1,
            Batch = { Window = TimeSpan.Zero },
            TimeProvider = time,
            ShutdownTimeout = TimeSpan.Zero,
        });
        EventRing hook = new(RingFile.OpenAsProducer(LaneRings.PathOf(Prefix, 0), RingLayout.MinCapacity, TimeProvider.System, out _));
        for (int i = 1; i <= 5; i++)
        {
            await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken); // It sleeps, or is about to.
            Assert.Equal(AppendResult.Appended, hook.TryAppend(Encoding.UTF8.GetBytes(ReferenceEvent.Packet(i)), 0));
            await _server.WaitForEventsAsync(i);
        }

        Assert.Equal(TimeSpan.Zero, time.Elapsed);
        Assert.InRange(time.UntilNextTimer!.Value, TimeSpan.FromSeconds(5), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Claim_NeverCommittedByALiveProcess_HoldsNobodyUpForMoreThanASecond()
    {
        await using HookEmitter emitter = Create(_server.Url);
        using RingProcess stuck = RingProcess.Start("claim", LaneRings.PathOf(Prefix, 0));
        stuck.Next();
        ReferenceEvent.EmitNumbered(emitter, 3);
        await _server.WaitForEventsAsync(1);
        Assert.Equal([ReferenceEvent.Packet(3)], _server.Events);
        Assert.True((await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);
    }

    [Fact]
    public async Task Create_FileInUse_IsRefused()
    {
        await using HookEmitter first = Create(Nowhere);
        RingFileException refused = Assert.Throws<RingFileException>(() => Create(Nowhere));
        Assert.Equal(RingFileProblem.InUse, refused.Problem);
    }

    [Fact]
    public async Task Create_FewerLanesThanFilesWithEvents_IsRefused()
    {
        await using (HookEmitter wide = Create(Nowhere, lanes: 3))
        {
            for (int i = 0; i < 64; i++)
            {
                wide.EmitJson(HookEventDescriptor.Create("e", $"/n{i}"), "{}"u8);
            }
        }

        RingFileException refused = Assert.Throws<RingFileException>(() => Create(Nowhere, lanes: 2));
        Assert.Equal(RingFileProblem.NoLane, refused.Problem);
        Assert.Contains("MaxConnections of at least 3", refused.Message, StringComparison.Ordinal);
        await using HookEmitter again = Create(Nowhere, lanes: 3);
        Assert.Equal(64, again.GetStats().Pending);
    }

    [Fact]
    public async Task Emit_IntoAFile_AllocatesNothing()
    {
        await using HookEmitter emitter = Create(Nowhere);
        for (int i = 0; i < 1_000; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, i);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, i);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<FlushReport> EmitAndCloseAsync(int events)
    {
        HookEmitter emitter = Create(Nowhere);
        await using (emitter.ConfigureAwait(true))
        {
            for (int i = 0; i < events; i++)
            {
                Assert.Equal(EmitResult.Queued, ReferenceEvent.EmitNumbered(emitter, i));
            }

            return await emitter.CloseAsync(TestContext.Current.CancellationToken);
        }
    }

    private HookEmitter Create(string url, int lanes = 1) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = url,
        Ring = { File = Prefix, Capacity = 4 << 20 },
        MaxConnections = lanes,
        ShutdownTimeout = TimeSpan.FromMilliseconds(100),
    });
}
