using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.Resilience;
using FastEmit.Tests.Delivery;
using FastEmit.Tests.Events;

namespace FastEmit.Tests;

/// <summary>What a producer's thread allocates for an event: nothing, whatever state the emitter is in.</summary>
/// <remarks>Alone in the process: under the load of other tests the thread pool's own queue may grow on this thread when it wakes a sender.</remarks>
[Collection(AloneInTheProcess.Name)]
public sealed class HookEmitterAllocationTests
{
    private const int Events = 10_000;

    [Fact]
    public async Task Emit_Queued_AllocatesNothing()
    {
        await using ScriptedServer server = new();
        await using HookEmitter emitter = Create(server.Url, ring: 16 << 20);
        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.Queued);
    }

    [Fact]
    public async Task Emit_EachOneWakesTheSender_AllocatesNothing()
    {
        await using ScriptedServer server = new();
        await using HookEmitter emitter = Create(server.Url, ring: 16 << 20, batchWindow: TimeSpan.Zero);
        AssertAllocatesNothing(
            () =>
            {
                EmitResult result = ReferenceEvent.EmitNumbered(emitter, 1);
                SpinWait spin = default;
                while (emitter.GetStats().Pending != 0)
                {
                    spin.SpinOnce();
                }

                return result;
            },
            EmitResult.Queued,
            events: 1_000);
    }

    [Fact]
    public async Task Emit_ServerAway_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 16 << 20);
        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.Queued);
    }

    [Fact]
    public async Task Emit_RingFull_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 4096);
        while (ReferenceEvent.EmitNumbered(emitter, 1) == EmitResult.Queued)
        {
        }

        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.RingFull);
    }

    [Fact]
    public async Task Emit_MayWaitButNeedNot_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 16 << 20, overflow: OverflowPolicy.Wait(TimeSpan.FromSeconds(30)));
        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.Queued);
    }

    [Fact]
    public async Task Emit_WaitsForRoomAgainAndAgain_AllocatesNothing()
    {
        await using ScriptedServer server = new();
        await using HookEmitter emitter = Create(server.Url, ring: 4096, batchWindow: TimeSpan.Zero, overflow: OverflowPolicy.Wait(TimeSpan.FromSeconds(30)));

        // Others wait as well, so that threads queue up.
        using CancellationTokenSource done = new();
        Task others = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    ReferenceEvent.EmitNumbered(emitter, 1);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.Queued);
        await done.CancelAsync();
        await others;
    }

    [Fact]
    public async Task Emit_WaitsInVain_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 4096, overflow: OverflowPolicy.Wait(TimeSpan.FromMilliseconds(1)));
        while (ReferenceEvent.EmitNumbered(emitter, 1) == EmitResult.Queued)
        {
        }

        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.RingFull, events: 100);
    }

    [Fact]
    public async Task Emit_HandedToFallback_AllocatesNothing()
    {
        await using HookEmitter emitter = Create(
            "http://127.0.0.1:1", ring: 4 << 20, overflow: OverflowPolicy.Fallback, fallback: static (events, _) => new ValueTask<int>(events.Length));
        while (ReferenceEvent.EmitNumbered(emitter, 1) == EmitResult.Queued)
        {
        }

        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.HandedToFallback);
    }

    [Fact]
    public async Task Emit_FallbackQueueFull_AllocatesNothing()
    {
        await using HookEmitter emitter = Create(
            "http://127.0.0.1:1",
            ring: 4096,
            overflow: OverflowPolicy.Fallback,
            fallback: static async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return 0;
            });
        while (ReferenceEvent.EmitNumbered(emitter, 1) != EmitResult.RingFull)
        {
        }

        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.RingFull);
    }

    [Fact]
    public async Task Emit_CircuitOpen_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 4096, reject: true);
        ReferenceEvent.EmitNumbered(emitter, 1);
        await Task.Run(() => SpinWait.SpinUntil(() => emitter.GetStats().CircuitState == CircuitState.Open), TestContext.Current.CancellationToken);
        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.CircuitOpen);
    }

    [Fact]
    public async Task Emit_Closed_AllocatesNothing()
    {
        HookEmitter emitter = Create("http://127.0.0.1:1", ring: 4096);
        await emitter.CloseAsync(TestContext.Current.CancellationToken);
        AssertAllocatesNothing(() => ReferenceEvent.EmitNumbered(emitter, 1), EmitResult.Closed);
    }

    [Fact]
    public async Task Emit_TooLarge_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 4096);
        HookEventDescriptor descriptor = HookEventDescriptor.Create("e");
        byte[] large = [.. "\""u8, .. Enumerable.Repeat((byte)'x', 3000), .. "\""u8];
        AssertAllocatesNothing(() => emitter.EmitJson(descriptor, large), EmitResult.TooLarge);
    }

    [Fact]
    public async Task Emit_Stamped_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 16 << 20);
        HookEventDescriptor descriptor = HookEventDescriptor.Create("e", "/log");
        AssertAllocatesNothing(() => emitter.EmitJson(descriptor, """{"message":"hello"}"""u8), EmitResult.Queued);
    }

    [Fact]
    public async Task Emit_Attachments_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 32 << 20);
        byte[] bytes = new byte[2000];
        AssertAllocatesNothing(() => AttachmentEvent.Emit(emitter, "a", bytes, bytes.AsMemory(7), null), EmitResult.Queued, events: 5_000);
    }

    [Fact]
    public async Task EmitAsync_Answered_AllocatesNothing()
    {
        await using ScriptedServer server = new();
        await using HookEmitter emitter = Create(server.Url, ring: 16 << 20);
        AssertAllocatesNothing(
            () =>
            {
                ValueTask<EmitAcknowledgement> answer = emitter.EmitAsync(new KeyedEvent(1, 2));
                SpinWait spin = default;
                while (!answer.IsCompleted)
                {
                    spin.SpinOnce();
                }

                return answer.GetAwaiter().GetResult().Writes == 1 ? EmitResult.Queued : EmitResult.Closed;
            },
            EmitResult.Queued,
            events: 1_000);
    }

    [Fact]
    public async Task GetStats_AnyTime_AllocatesNothing()
    {
        await using HookEmitter emitter = Create("http://127.0.0.1:1", ring: 4096);
        emitter.GetStats();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Events; i++)
        {
            emitter.GetStats();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Guard_OneAllocationInTenThousand_IsCaught()
    {
        int i = 0;
        object? kept = null;
        Assert.ThrowsAny<Exception>(() => AssertAllocatesNothing(
            () =>
            {
                kept = ++i % Events == 0 ? new object() : kept;
                return EmitResult.Queued;
            },
            EmitResult.Queued));
        Assert.NotNull(kept);
    }

    private static void AssertAllocatesNothing(Func<EmitResult> emit, EmitResult expected, int events = Events)
    {
        for (int i = 0; i < events / 10; i++)
        {
            Assert.Equal(expected, emit());
        }

        int others = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < events; i++)
        {
            others += emit() == expected ? 0 : 1;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, others);
        Assert.Equal(0, allocated);
    }

    private static HookEmitter Create(
        string url,
        int ring,
        bool reject = false,
        TimeSpan? batchWindow = null,
        OverflowPolicy overflow = default,
        Func<ReadOnlyMemory<FallbackEvent>, CancellationToken, ValueTask<int>>? fallback = null) => HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            MaxConnections = 1,
            Ring = { Capacity = ring },
            Batch = { Window = batchWindow ?? TimeSpan.FromMilliseconds(50) },
            Circuit = { FailureThreshold = 1, WhenOpen = reject ? CircuitOpenPolicy.Reject : CircuitOpenPolicy.Buffer },
            Overflow = overflow,
            Fallback = fallback is null ? null : EventFallback.From(fallback),
            FallbackTimeout = TimeSpan.FromMilliseconds(100),
            ShutdownTimeout = TimeSpan.Zero,
        });
}
