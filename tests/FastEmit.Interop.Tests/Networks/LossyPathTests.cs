using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Networks;

/// <summary>Paths that lose packets without a word. The kernel's own TCP carries the events; what arrives is counted by the server.</summary>
public sealed class LossyPathTests : IAsyncLifetime
{
    private const int TimeoutMs = 120_000;
    private const int Events = 500;
    private static readonly TimeSpan WatermarkTimeout = TimeSpan.FromSeconds(1);

    private readonly TemporaryFile _log = new();
    private NetworkNamespace _network = null!;
    private NodeServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await NetworkNamespace.CreateAsync();
        _server = await NodeServer.StartAsync(
            new NodeServerOptions { Host = _network.Address, Namespaces = ["/hook"], Network = _network.Name, PingInterval = 500, PingTimeout = 20_000, Log = _log.Path, LogAt = "handler" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _network.DisposeAsync();
        _log.Dispose();
    }

    /// <summary>Heartbeats come through, connections can be made, and every packet with more than a few events is lost.</summary>
    [Theory(Timeout = TimeoutMs)]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task LargePacketsAreLost_NothingIsConfirmedThatTheServerHasNotSeen(int before)
    {
        await using HookEmitter emitter = Create(static _ => { });
        Emit(emitter, 0, before);
        await TestEmitter.FlushAllAsync(emitter);
        Assert.Equal(before, emitter.GetStats().Confirmed);

        await _network.LoseLargePacketsAsync(_server.Port, 1400);
        Emit(emitter, before, Events);
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < 8 * WatermarkTimeout)
        {
            // In this order: what is confirmed was seen before.
            HookEmitterStats stats = emitter.GetStats();
            Assert.InRange(stats.Confirmed, 0, Seen());
            Assert.Equal(0, stats.Written);
            Assert.Equal(stats.Offered, stats.Confirmed + stats.Pending);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        HookEmitterStats lossy = emitter.GetStats();
        Assert.True(lossy is { Pending: > 0, Reconnects: > 0 }, $"{lossy}");
        Assert.NotNull(lossy.LastError); // Which step the lost packet belonged to is the network's affair.

        await _network.HealAsync();
        await TestEmitter.FlushAllAsync(emitter);
        Assert.Equal(before + Events, emitter.GetStats().Confirmed);
        Assert.Equal(before + Events, Seen());
    }

    /// <summary>No reset, no answer: only the unanswered watermark, or the flush that does not end, tells.</summary>
    [Theory(Timeout = TimeoutMs)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, 100)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, 10_000)]
    [InlineData(DeliveryGuarantee.AtMostOnce, 100)]
    [InlineData(DeliveryGuarantee.Acknowledged, 100)]
    public async Task PathDies_ConnectionIsReplacedInTimeAndTheNextServerGetsTheEvents(DeliveryGuarantee delivery, int events)
    {
        await using NodeServer second = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Ack = true, Log = _log.Path, LogAt = "handler" });
        await _server.RestartAsync(static options => options with { Ack = true });
        await using HookEmitter emitter = Create(options =>
        {
            options.Endpoints.Add(second.Url);
            options.Delivery = delivery;
            options.MaxConnections = 1;
        });
        Emit(emitter, 0, events);
        await TestEmitter.FlushAllAsync(emitter);
        await TestEmitter.UntilAsync(() => Seen() == events);

        await _network.LoseEverythingAsync(_server.Port);
        long started = TimeProvider.System.GetTimestamp();
        Emit(emitter, events, events);
        await TestEmitter.UntilAsync(() => emitter.GetStats().Errors > 0);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), WatermarkTimeout * 0.9, WatermarkTimeout * 4);
        Emit(emitter, 2 * events, 10);
        await TestEmitter.FlushAllAsync(emitter);
        await TestEmitter.UntilAsync(() => Numbers().Contains((2 * events) + 9));
        if (delivery != DeliveryGuarantee.AtMostOnce)
        {
            Assert.Equal((2 * events) + 10, Seen());
            Assert.Equal((2 * events) + 10, emitter.GetStats().Confirmed);
        }
    }

    private HookEmitter Create(Action<HookEmitterOptions> configure)
    {
        HookEmitterOptions options = new() { Url = _server.Url, Acks = { WatermarkTimeout = WatermarkTimeout }, Circuit = { RecoveryTimeout = TimeSpan.FromSeconds(1) } };
        configure(options);
        return HookEmitter.Create(options);
    }

    private static void Emit(HookEmitter emitter, int from, int count)
    {
        string text = new('x', 150);
        for (int number = from; number < from + count; number++)
        {
            Assert.Equal(EmitResult.Queued, new TextEvent(text, number).Emit(emitter));
        }
    }

    private int Seen() => Numbers().Count;

    private HashSet<int> Numbers() => [.. _server.ReadLog().Select(static entry => entry.Data.GetProperty("number").GetInt32())];
}
