using System.Text;
using FastEmit.Events;
using FastEmit.Resilience;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary><see cref="OverflowPolicy.Wait"/>: a full ring holds its producers up instead of dropping their events.</summary>
public sealed class HookEmitterWaitTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Emit_FasterThanTheServer_LosesNothingAndKeepsEachThreadsOrder()
    {
        const int Threads = 4;
        const int Each = 2_000;
        await using HookEmitter emitter = Create(OverflowPolicy.Wait(Timeout.InfiniteTimeSpan));
        HookEventDescriptor descriptor = HookEventDescriptor.Create("e", hasTimestamp: true);
        using CancellationTokenSource done = new();
        Task watching = Task.Run(() => HoldsIdentity(emitter, done.Token), TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => OnThread(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes($"[{thread},{i},\"{new string('x', 100)}\"]")));
            }
        }))).WaitAsync(Patience, TestContext.Current.CancellationToken);
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        await done.CancelAsync();
        await watching;

        Assert.Equal((Threads * Each, 0), (report.Confirmed, report.Dropped.Total));
        foreach (IGrouping<char, string> thread in _server.Events.GroupBy(static e => e[8]))
        {
            Assert.Equal(Enumerable.Range(0, Each), thread.Select(static e => int.Parse(e.Split(',')[2], null)));
        }
    }

    [Fact]
    public async Task Emit_NobodyTakesEvents_DropsAfterTheTimeout()
    {
        await using HookEmitter emitter = Create(OverflowPolicy.Wait(TimeSpan.FromMilliseconds(50)), "http://127.0.0.1:1");
        int queued = FillRing(emitter, out TimeSpan lastTook);
        Assert.InRange(lastTook, TimeSpan.FromMilliseconds(50), Patience);
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((queued + 1, queued, 1), (stats.Offered, stats.Pending, stats.Dropped[DropReason.RingFull]));
    }

    [Fact]
    public async Task CloseAsync_ProducersWait_SendsThemAway()
    {
        HookEmitter emitter = Create(OverflowPolicy.Wait(Timeout.InfiniteTimeSpan), "http://127.0.0.1:1");
        EmitResult[] results = new EmitResult[3];
        Task[] producing = [.. Enumerable.Range(0, results.Length).Select(i => OnThread(() =>
        {
            while ((results[i] = ReferenceEvent.EmitNumbered(emitter, i)) == EmitResult.Queued)
            {
            }
        }))];
        SpinWait.SpinUntil(() => emitter.GetStats().RingBytes > 3800);
        await emitter.CloseAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(producing).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.All(results, static result => Assert.Equal(EmitResult.Closed, result));
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal(3, stats.Dropped[DropReason.Closed]);
        Assert.Equal(stats.Offered, stats.Dropped.Total);
    }

    [Fact]
    public async Task Emit_CircuitOpenAndRejecting_IsRefusedWithoutWaiting()
    {
        await using HookEmitter emitter = Create(
            OverflowPolicy.Wait(Timeout.InfiniteTimeSpan), "http://127.0.0.1:1", static o => o.Circuit.WhenOpen = CircuitOpenPolicy.Reject);
        ReferenceEvent.EmitNumbered(emitter, 1);
        SpinWait.SpinUntil(() => emitter.GetStats().CircuitState == CircuitState.Open);
        Assert.Equal(EmitResult.CircuitOpen, ReferenceEvent.EmitNumbered(emitter, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(3_600_001)]
    public void Create_WaitOutOfRange_NamesTheOptionAndTheRange(int milliseconds)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => Create(OverflowPolicy.Wait(TimeSpan.FromMilliseconds(milliseconds))));
        Assert.Contains("HookEmitterOptions.Overflow is Wait(", exception.Message, StringComparison.Ordinal);
        Assert.Contains("00:00:00.001 to 01:00:00", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void HoldsIdentity(HookEmitter emitter, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            HookEmitterStats stats = emitter.GetStats();
            Assert.Equal(stats.Offered, stats.Confirmed + stats.Written + stats.Pending + stats.FellBack + stats.Dropped.Total);
            Assert.True(stats.Pending >= 0);
        }
    }

    private static int FillRing(HookEmitter emitter, out TimeSpan lastTook)
    {
        int queued = 0;
        while (true)
        {
            long started = TimeProvider.System.GetTimestamp();
            EmitResult result = ReferenceEvent.EmitNumbered(emitter, queued);
            lastTook = TimeProvider.System.GetElapsedTime(started);
            if (result != EmitResult.Queued)
            {
                Assert.Equal(EmitResult.RingFull, result);
                return queued;
            }

            queued++;
        }
    }

    private static Task OnThread(Action run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private HookEmitter Create(OverflowPolicy overflow, string? url = null, Action<HookEmitterOptions>? configure = null)
    {
        HookEmitterOptions options = new()
        {
            Url = url ?? _server.Url,
            MaxConnections = 1,
            Ring = { Capacity = 4096 },
            Circuit = { FailureThreshold = 1 },
            Overflow = overflow,
            ShutdownTimeout = TimeSpan.FromMilliseconds(100),
        };
        configure?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
