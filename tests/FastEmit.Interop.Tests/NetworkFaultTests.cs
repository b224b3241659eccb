using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>A healthy server behind a network that is not.</summary>
public sealed class NetworkFaultTests : IAsyncLifetime
{
    private const int TimeoutMs = 120_000;

    private readonly TemporaryFile _log = new();
    private NodeServer _server = null!;
    private TcpFaultProxy _proxy = null!;
    private HookEmitter _emitter = null!;

    public async ValueTask InitializeAsync()
    {
        // A client gives the server up after pingInterval + pingTimeout without a heartbeat.
        _server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = _log.Path, PingInterval = 300, PingTimeout = 1700 });
        _proxy = TcpFaultProxy.Start(_server.Port);
        _emitter = TestEmitter.Create($"http://127.0.0.1:{_proxy.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _emitter.DisposeAsync();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task CutAgainAndAgain_WhileEventsFlow_EveryEventArrivesInOrder() =>
        await AssertSurvivedAsync(20, _proxy.CutAll);

    [Fact(Timeout = TimeoutMs)]
    public async Task ResetAgainAndAgain_WhileEventsFlow_EveryEventArrivesInOrder() =>
        await AssertSurvivedAsync(20, _proxy.ResetAll);

    [Fact(Timeout = TimeoutMs)]
    public async Task ResetInMidFrame_AtManyPlaces_EveryEventArrivesInOrder()
    {
        // A frame of these events is about 60 bytes; 61 places reach every byte of one, whatever stands before it.
        int place = 0;
        await AssertSurvivedAsync(61, () => _proxy.ResetAfter(1 + (1009 * ++place)));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task BlackHole_WhileEventsFlow_IsNoticedByTheHeartbeatAndEveryEventArrives()
    {
        await AssertSurvivedAsync(2, _proxy.BlackHoleAll);

        Assert.Contains("ping timeout", _emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task SlicedIntoSingleBytes_BothWays_EveryEventArrivesOnce()
    {
        _proxy.ToServer = _proxy.ToClient = new LinkConditions { SliceBytes = 1 };

        await TestEmitter.EmitAsync(_emitter, 0, 500);
        await TestEmitter.FlushAllAsync(_emitter);

        Arrivals.AssertComplete(_server.ReadLog(), 500);
        Assert.Equal((0, 1), (_emitter.GetStats().Resent, _proxy.ConnectionCount));
        Assert.Equal(_proxy.BytesToServer, _proxy.WritesToServer);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task LongWay_ManyEvents_AreInFlightTogether()
    {
        var oneWay = TimeSpan.FromMilliseconds(50);
        _proxy.ToServer = _proxy.ToClient = new LinkConditions { Delay = oneWay };
        long started = TimeProvider.System.GetTimestamp();

        await TestEmitter.EmitAsync(_emitter, 0, 10_000);
        await TestEmitter.FlushAllAsync(_emitter);

        Arrivals.AssertComplete(_server.ReadLog(), 10_000);
        Assert.Equal(0, _emitter.GetStats().Resent);

        // One batch of ten a round trip would take 100 s.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), 3 * 2 * oneWay, TimeSpan.FromSeconds(50));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task NarrowLink_MoreThanItCarries_HeartbeatsAreStillAnswered()
    {
        // The bytes in flight have to pass within pingTimeout, or the answer to a heartbeat comes too late behind them.
        await _emitter.DisposeAsync();
        HookEmitterOptions options = TestEmitter.Options($"http://127.0.0.1:{_proxy.Port}");
        options.Acks.MaxInFlightBytes = 16 * 1024;
        _emitter = HookEmitter.Create(options);
        _proxy.ToServer = new LinkConditions { BytesPerSecond = 200_000 };

        await TestEmitter.EmitAsync(_emitter, 0, 8_000);
        await TestEmitter.FlushAllAsync(_emitter);

        Arrivals.AssertComplete(_server.ReadLog(), 8_000);
        Assert.Equal((0, 1), (_emitter.GetStats().Resent, _proxy.ConnectionCount));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task ConnectionsRefusedForAWhile_EventsQueuedMeanwhile_ArriveAfterwards()
    {
        _proxy.RefusesConnections = true;
        await TestEmitter.EmitAsync(_emitter, 0, 100);
        await TestEmitter.UntilAsync(() => _proxy.ConnectionCount >= 10);
        Assert.Equal((100, 0), (_emitter.GetStats().Pending, _emitter.GetStats().Dropped.Total));

        _proxy.RefusesConnections = false;
        await TestEmitter.FlushAllAsync(_emitter);

        Arrivals.AssertComplete(_server.ReadLog(), 100);
    }

    /// <summary>Applies a fault again and again, each time with events on the way before it and more behind it.</summary>
    private async Task AssertSurvivedAsync(int times, Action fault)
    {
        const int events = 400;
        int emitted = 0;
        for (int i = 0; i < times; i++)
        {
            long reconnects = _emitter.GetStats().Reconnects;
            long confirmed = _emitter.GetStats().Confirmed;
            await EmitMoreAsync();
            await TestEmitter.UntilAsync(() => _emitter.GetStats().Confirmed > confirmed); // The present connection works.
            await EmitMoreAsync();
            fault();
            while (_emitter.GetStats().Reconnects == reconnects)
            {
                await EmitMoreAsync(); // A reset in mid-frame needs the bytes.
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }

        FlushReport report = await TestEmitter.FlushAllAsync(_emitter);
        Assert.Equal(emitted, report.Confirmed);
        Arrivals.AssertComplete(_server.ReadLog(), emitted);
        Assert.InRange(_emitter.GetStats().Reconnects, times, long.MaxValue);

        async Task EmitMoreAsync()
        {
            await TestEmitter.EmitAsync(_emitter, emitted, events);
            emitted += events;
        }
    }
}
