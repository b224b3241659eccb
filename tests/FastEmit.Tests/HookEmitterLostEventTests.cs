using System.Collections.Concurrent;
using System.Text;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.FaultProxy;
using FastEmit.Tests.Delivery;
using FastEmit.Tests.Events;

namespace FastEmit.Tests;

/// <summary>What was lost, and not only how many.</summary>
public sealed class HookEmitterLostEventTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HookEventDescriptor Event = HookEventDescriptor.Create("e", "/hook");

    private readonly ScriptedServer _server = new();
    private readonly ConcurrentQueue<EventLostEventArgs> _lost = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EventLost_RingFull_ShowsTheWholeEvent()
    {
        await using HookEmitter emitter = Create(static options => (options.Url, options.Ring.Capacity) = ("http://127.0.0.1:1", RingLayout.MinCapacity));
        int number = 0;
        while (emitter.EmitJson(Event, Encoding.UTF8.GetBytes($"[{number},\"ü\"]")) == EmitResult.Queued)
        {
            number++;
        }

        EventLostEventArgs lost = await NextAsync();
        Assert.Equal(("/hook", "e", $"[{number},\"ü\"]", DropReason.RingFull, false), Parts(lost));
    }

    [Fact]
    public async Task EventLost_TooLarge_ShowsTheWholeEvent()
    {
        await using HookEmitter emitter = Create(static options => options.MaxEventBytes = 100);
        string text = $"\"{new string('x', 200)}\"";
        Assert.Equal(EmitResult.TooLarge, emitter.EmitJson(Event, Encoding.UTF8.GetBytes(text)));
        Assert.Equal(("/hook", "e", text, DropReason.TooLarge, false), Parts(await NextAsync()));
    }

    [Fact]
    public async Task EventLost_QueuedButTooLargeForTheServer_ShowsTheWholeEventWithItsAttachments()
    {
        _server.MaxPayload = 500;
        await using HookEmitter emitter = Create();
        Assert.Equal(EmitResult.Queued, AttachmentEvent.Emit(emitter, "a", new byte[600], new byte[2], new byte[1]));
        EventLostEventArgs lost = await NextAsync();
        Assert.Equal(DropReason.TooLarge, lost.Reason);
        Assert.Contains(Convert.ToBase64String(new byte[600]), Encoding.UTF8.GetString(lost.Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventLost_UnconfirmedAtTheClose_ShowsEachInOrder()
    {
        await using (HookEmitter emitter = Create(static options => options.Url = "http://127.0.0.1:1"))
        {
            emitter.EmitJson(Event, "1"u8);
            emitter.EmitJson(Event, "2"u8);
        }

        Assert.Equal(("/hook", "e", "1", DropReason.Undelivered, false), Parts(await NextAsync()));
        Assert.Equal(("/hook", "e", "2", DropReason.Undelivered, false), Parts(await NextAsync()));
    }

    [Fact]
    public async Task EventLost_TakenByTheFallback_IsDeadLetteredWithItsReason()
    {
        _server.FallsAt = static packet => packet.EndsWith(",1]", StringComparison.Ordinal);
        List<FallbackEvent> offered = [];
        await using HookEmitter emitter = Create(options => options.Fallback = EventFallback.From((events, _) =>
        {
            offered.AddRange(events.ToArray());
            return ValueTask.FromResult(events.Length);
        }));
        emitter.EmitJson(Event, "1"u8);
        emitter.EmitJson(Event, "2"u8);
        EventLostEventArgs lost = await NextAsync();
        Assert.Equal(("/hook", "e", "1", DropReason.Poisoned, true), Parts(lost));
        Assert.StartsWith("The connection ended", lost.Detail, StringComparison.Ordinal);
        FallbackEvent taken = Assert.Single(offered);
        Assert.Equal((DropReason.Poisoned, lost.Detail), (taken.Reason!.Value, taken.Detail));
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Contains("""42/hook,["e",2]""", _server.Events);
    }

    [Fact]
    public async Task EventLost_RefusedByTheFallback_IsFallbackFailed()
    {
        await using (HookEmitter emitter = Create(static options =>
        {
            options.Url = "http://127.0.0.1:1";
            options.Fallback = EventFallback.From(static (_, _) => ValueTask.FromResult(0));
        }))
        {
            emitter.EmitJson(Event, "1"u8);
        }

        Assert.Equal(("/hook", "e", "1", DropReason.FallbackFailed, false), Parts(await NextAsync()));
    }

    [Fact]
    public async Task EventLost_AfterTheClose_NamesTheEvent()
    {
        HookEmitter emitter = Create();
        await emitter.DisposeAsync();
        new PlainEvent("a", "b").Emit(emitter);
        Assert.Equal(("/hook", "plain", "", DropReason.Closed, false), Parts(await NextAsync()));
    }

    /// <summary>A handler that does not come back costs no memory: the rest is counted, and the next event says so.</summary>
    [Fact]
    public async Task EventLost_HandlerIsSlow_OnlySoManyWait()
    {
        using ManualResetEventSlim goOn = new();
        await using HookEmitter emitter = Create(static options => options.MaxEventBytes = 64);
        emitter.EventLost += (_, _) => goOn.Wait(Cancel);
        byte[] large = Encoding.UTF8.GetBytes($"\"{new string('x', 100)}\"");
        for (int i = 0; i < 3_000; i++)
        {
            emitter.EmitJson(Event, large);
        }

        goOn.Set();
        await WaitAsync(() => _lost.Count >= LostEventFeed.MaxEvents);
        await WaitAsync(() =>
        {
            emitter.EmitJson(Event, large);
            return _lost.Last().Skipped != 0 || _lost.Any(static lost => lost.Skipped != 0);
        });
        Assert.InRange(_lost.Sum(static lost => lost.Skipped), 3_000 - LostEventFeed.MaxEvents - 1, 3_000);
    }

    [Fact]
    public async Task EventLost_HandlerThrows_TheNextEventIsShownToo()
    {
        await using HookEmitter emitter = Create(static options => options.MaxEventBytes = 64);
        emitter.EventLost += static (_, _) => throw new InvalidOperationException("no");
        byte[] large = Encoding.UTF8.GetBytes($"\"{new string('x', 100)}\"");
        emitter.EmitJson(Event, large);
        await NextAsync();
        emitter.EmitJson(Event, large);
        await NextAsync();
    }

    [Fact]
    public async Task TimeToLive_OlderWhileThereIsNoConnection_IsDroppedAndNeverSent()
    {
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(_server.Port);
        proxy.RefusesConnections = true;
        await using HookEmitter emitter = Create(options =>
        {
            options.Url = $"http://127.0.0.1:{proxy.Port}";
            options.TimeToLive = TimeSpan.FromMilliseconds(300);
        });
        emitter.EmitJson(Event, "1"u8);
        emitter.EmitJson(Event, "2"u8);
        Assert.Equal(("/hook", "e", "1", DropReason.Expired, false), Parts(await NextAsync()));
        Assert.Equal(("/hook", "e", "2", DropReason.Expired, false), Parts(await NextAsync()));
        await WaitAsync(() => emitter.GetStats().RingBytes == 0);

        proxy.RefusesConnections = false;
        await WaitAsync(() => emitter.EmitJson(Event, "3"u8) == EmitResult.Queued && _server.Events.Count != 0);
        Assert.All(_server.Events, static packet => Assert.Equal("""42/hook,["e",3]""", packet));
    }

    [Fact]
    public async Task TimeToLive_OlderWhileItsNamespaceIsRefused_IsDroppedAndItsCallerTold()
    {
        _server.RefusedNamespaces["/hook"] = true;
        await using HookEmitter emitter = Create(static options => options.TimeToLive = TimeSpan.FromMilliseconds(100));
        Task<EmitAcknowledgement> asked = emitter.EmitAsync(new PlainEvent("a", "b"), Timeout.InfiniteTimeSpan, Cancel).AsTask();
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(() => asked.WaitAsync(Patience, Cancel));
        Assert.Equal(EmitFailure.Expired, failed.Failure);
        _server.RefusedNamespaces.Clear();
        await WaitAsync(() => emitter.EmitJson(Event, "3"u8) == EmitResult.Queued && _server.Events.Count != 0);
        Assert.All(_server.Events, static packet => Assert.Equal("""42/hook,["e",3]""", packet));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static (string, string, string, DropReason, bool) Parts(EventLostEventArgs lost) =>
        (lost.Namespace, lost.Name, Encoding.UTF8.GetString(lost.Data.Span), lost.Reason, lost.IsDeadLettered);

    private static async Task WaitAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private async Task<EventLostEventArgs> NextAsync()
    {
        EventLostEventArgs? lost = null;
        await WaitAsync(() => _lost.TryDequeue(out lost));
        return lost!;
    }

    private HookEmitter Create(Action<HookEmitterOptions>? change = null)
    {
        HookEmitterOptions options = new()
        {
            Url = _server.Url,
            MaxConnections = 1,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
            ShutdownTimeout = TimeSpan.Zero,
            Stamps = { Timestamp = false },
        };
        change?.Invoke(options);
        var emitter = HookEmitter.Create(options);
        emitter.EventLost += (_, notice) => _lost.Enqueue(notice);
        return emitter;
    }
}
