using System.Text;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.Tests.Delivery;
using FastEmit.Tests.Fallbacks;

namespace FastEmit.Tests;

/// <summary>What the ring cannot take and what outlives the emitter goes to the fallback, and is counted as such.</summary>
public sealed class HookEmitterFallbackTests : IAsyncLifetime
{
    private const string Nowhere = "http://127.0.0.1:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HookEventDescriptor Numbered = HookEventDescriptor.Create("e", "/hook", hasTimestamp: true);

    private readonly ScriptedServer _server = new();
    private readonly List<string> _fallenBack = [];

    [Fact]
    public async Task Emit_RingFull_GoesToTheFallbackInOrder()
    {
        await using HookEmitter emitter = Create(Nowhere, Keep());
        int queued = FillRing(emitter);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(EmitResult.HandedToFallback, EmitNumber(emitter, i));
            await Settled(emitter, i + 1);
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(Full), _fallenBack);
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((queued + 50, 0, queued), (stats.Offered, stats.Confirmed, stats.Pending));
        Assert.Equal((50, 0), (stats.FellBack, stats.Dropped.Total));
    }

    [Fact]
    public async Task Emit_FallbackHangsAndItsQueueIsFull_DropsWithoutBlocking()
    {
        TaskCompletionSource<int> never = new();
        await using HookEmitter emitter = Create(Nowhere, EventFallback.From((_, token) => new ValueTask<int>(never.Task.WaitAsync(token))));
        int queued = FillRing(emitter);
        int handed = 0;
        EmitResult result;
        while ((result = EmitNumber(emitter, 0)) == EmitResult.HandedToFallback)
        {
            handed++;
        }

        Assert.Equal(EmitResult.RingFull, result);
        Assert.InRange(handed, 50, 4096 / 24);
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((queued + handed + 1, queued + handed, 1), (stats.Offered, stats.Pending, stats.Dropped[DropReason.RingFull]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Emit_FallbackTakesNothing_CountsEachEventAsFailed(bool throws)
    {
        await using HookEmitter emitter = Create(
            Nowhere, EventFallback.From((_, _) => throws ? throw new InvalidOperationException("not today") : new ValueTask<int>(0)));
        FillRing(emitter);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(EmitResult.HandedToFallback, EmitNumber(emitter, i));
            await Settled(emitter, i + 1);
        }

        DropCounts dropped = emitter.GetStats().Dropped;
        Assert.Equal((20, 20), (dropped[DropReason.FallbackFailed], dropped.Total));
    }

    [Fact]
    public async Task FlushAsync_EventsWaitForTheFallback_WaitsForItToo()
    {
        TaskCompletionSource gate = new();
        await using HookEmitter emitter = Create(_server.Url, EventFallback.From(async (events, _) =>
        {
            await gate.Task;
            return events.Length;
        }));
        _server.AnswerConnect = false;
        FillRing(emitter);
        EmitNumber(emitter, 0);
        _server.AnswerConnect = true;
        Task<FlushReport> flush = emitter.FlushAsync(Patience, TestContext.Current.CancellationToken).AsTask();
        SpinWait.SpinUntil(() => emitter.GetStats().Pending == 1, Patience);
        Assert.False(flush.IsCompleted);
        gate.SetResult();
        FlushReport report = await flush;
        Assert.True(report.Completed);
        Assert.Equal((0, 1), (report.Pending, report.FellBack));
    }

    [Fact]
    public async Task CloseAsync_NothingWasConfirmed_TheFallbackGetsItAllInOrder()
    {
        _server.AnswerPings = false;
        HookEmitter emitter = Create(_server.Url, Keep(), static o =>
        {
            o.Overflow = OverflowPolicy.DropNewest;
            o.Ring.Capacity = 1 << 20;
        });
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Equal(EmitResult.Queued, EmitNumber(emitter, i));
        }

        FlushReport report = await Close(emitter);
        Assert.False(report.Completed);
        Assert.Equal((1_000, 0, 0), (report.Offered, report.Confirmed, report.Pending));
        Assert.Equal((1_000, 0), (report.FellBack, report.Dropped.Total));
        Assert.Equal(Enumerable.Range(0, 1_000).Select(Undelivered), _fallenBack);
        Assert.Equal(0, emitter.GetStats().RingBytes);
    }

    [Fact]
    public async Task CloseAsync_EverythingWasConfirmed_TheFallbackIsNotAsked()
    {
        HookEmitter emitter = Create(_server.Url, Keep(), static o => o.ShutdownTimeout = Patience);
        for (int i = 0; i < 10; i++)
        {
            EmitNumber(emitter, i);
        }

        FlushReport report = await Close(emitter);
        Assert.True(report.Completed);
        Assert.Equal((10, 0), (report.Confirmed, report.Dropped.Total));
        Assert.Empty(_fallenBack);
    }

    [Fact]
    public async Task CloseAsync_FallbackNeverComesBack_IsAbandonedAndNothingItDoesLaterIsCounted()
    {
        TaskCompletionSource<int> late = new();
        HookEmitter emitter = Create(Nowhere, EventFallback.From((_, _) => new ValueTask<int>(late.Task)));
        int queued = FillRing(emitter);
        EmitNumber(emitter, 0);
        FlushReport report = await Close(emitter);
        Assert.InRange(report.Elapsed, TimeSpan.Zero, Patience);
        Assert.Equal((queued + 1, 0, queued + 1), (report.Offered, report.Pending, report.Dropped[DropReason.Undelivered]));

        late.SetResult(1);
        Assert.Equal(report.Dropped, emitter.GetStats().Dropped);
    }

    [Fact]
    public async Task CloseAsync_FallbackIsTooSlow_CountsTheRestAsUndelivered()
    {
        int taken = 0;
        HookEmitter emitter = Create(
            Nowhere,
            EventFallback.From(async (events, token) =>
            {
                if (taken != 0)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }

                taken = events.Length;
                return events.Length;
            }),
            static o => o.Ring.Capacity = 64 << 10);
        int queued = FillRing(emitter);
        FlushReport report = await Close(emitter);
        Assert.Equal((queued, 0, taken), (report.Offered, report.Pending, report.FellBack));
        Assert.Equal(queued, report.FellBack + report.Dropped.Total);
        Assert.True(report.Dropped[DropReason.Undelivered] > 0);
    }

    [Fact]
    public async Task Emit_ManyThreadsAndAFallbackThatFailsNowAndThen_EveryReadingAddsUp()
    {
        const int Threads = 4;
        const int Each = 5_000;
        int calls = 0;
        long taken = 0;
        HookEmitter emitter = Create(
            _server.Url,
            EventFallback.From((events, _) =>
            {
                int accepted = (++calls % 3) switch { 0 => throw new InvalidOperationException("now and then"), 1 => events.Length, _ => events.Length / 2 };
                Interlocked.Add(ref taken, accepted);
                return new ValueTask<int>(accepted);
            }),
            static o => o.MaxConnections = 2);
        using CancellationTokenSource done = new();
        Task watching = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    HookEmitterStats stats = emitter.GetStats();
                    Assert.Equal(stats.Offered, stats.Confirmed + stats.Written + stats.Pending + stats.FellBack + stats.Dropped.Total);
                    Assert.True(stats.Pending >= 0);
                }
            },
            TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                EmitNumber(emitter, i, (uint)i << 31);
            }
        })));
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        await Close(emitter);
        await done.CancelAsync();
        await watching;

        Assert.Equal((Threads * Each, 0), (report.Offered, report.Pending));
        Assert.Equal(Volatile.Read(ref taken), report.FellBack);
        Assert.Equal(report.Confirmed, _server.Events.Count);
        Assert.True(report.FellBack > 0 && report.Dropped[DropReason.FallbackFailed] > 0);
    }

    [Fact]
    public async Task Emit_RingFull_ReachesTheHttpFallback()
    {
        await using EventsEndpoint endpoint = new();
        using HttpFallback fallback = EventFallback.Http(endpoint.Url);
        await using HookEmitter emitter = Create(Nowhere, fallback);
        FillRing(emitter);
        EmitNumber(emitter, 7);
        await Settled(emitter, 1);
        Assert.Equal(1, emitter.GetStats().FellBack);
        Assert.Equal([$"POST /api/events application/json {Full(7)}"], endpoint.Requests);
    }

    [Fact]
    public async Task CloseAsync_NothingWasConfirmed_ReachesTheFile()
    {
        string file = Path.Combine(Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}.ndjson");
        HookEmitter emitter = Create(Nowhere, EventFallback.File(file));
        EmitNumber(emitter, 1);
        EmitNumber(emitter, 2);
        await Close(emitter);
        Assert.Equal([Undelivered(1), Undelivered(2)], await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));
        File.Delete(file);
    }

    [Fact]
    public void Create_OverflowToAFallbackThatIsMissing_NamesTheOption()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Create(Nowhere, null));
        Assert.Contains("HookEmitterOptions.Fallback is null; accepted: a fallback, because Overflow is Fallback", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static EmitResult EmitNumber(HookEmitter emitter, int number, uint partition = 0) =>
        emitter.EmitJson(Numbered, Encoding.UTF8.GetBytes($"[{number}]"), partition);

    private static string Full(int number) => Line(number, "ring_full");

    private static string Undelivered(int number) => Line(number, "undelivered");

    private static string Line(int number, string reason) =>
        $$"""{"namespace":"/hook","event":"e","data":[{{number}}],"reason":"{{reason}}"}""";

    /// <summary>Fills the ring to its last byte and the event that no longer fits with it; returns how many are in the ring.</summary>
    private static int FillRing(HookEmitter emitter)
    {
        int queued = 0;
        while (emitter.GetStats() is { RingBytes: var used, RingCapacity: var capacity } && capacity - used > 48)
        {
            Assert.Equal(EmitResult.Queued, EmitNumber(emitter, queued++));
        }

        return queued;
    }

    /// <summary>Completes when the fallback has answered for so many events.</summary>
    private static Task Settled(HookEmitter emitter, long count) => Task.Run(() => Assert.True(SpinWait.SpinUntil(
        () => emitter.GetStats() is var stats && stats.FellBack + stats.Dropped[DropReason.FallbackFailed] == count, Patience)));

    private static async Task<FlushReport> Close(HookEmitter emitter) =>
        await emitter.CloseAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    private EventFallback Keep() => EventFallback.From((events, _) =>
    {
        _fallenBack.AddRange(events.ToArray().Select(FallbackText.Json));
        return new ValueTask<int>(events.Length);
    });

    private static HookEmitter Create(string url, EventFallback? fallback, Action<HookEmitterOptions>? configure = null)
    {
        HookEmitterOptions options = new()
        {
            Url = url,
            MaxConnections = 1,
            Ring = { Capacity = 4096 },
            Overflow = OverflowPolicy.Fallback,
            Fallback = fallback,
            FallbackTimeout = TimeSpan.FromMilliseconds(500),
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5) },
            Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
            ShutdownTimeout = TimeSpan.FromMilliseconds(50),
        };
        configure?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
