using FastEmit.Buffers;
using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;

namespace FastEmit.Interop.Tests.Chaos;

/// <summary>Five lanes and eight producers through a fault proxy into one server, while one fault follows the other.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private const int Lanes = 5;
    private const int Producers = 8;
    private const int MaxInFlightBytes = 64 << 10;

    /// <summary>Confirmed events between two faults: the emitter has come back.</summary>
    private const int EventsBetweenFaults = 300;

    /// <summary>Of a record with a packet of these events: <c>42/hook,["numbered",{"series":0,"number":0,"event_id":"…"}]</c>.</summary>
    private const int LeastRecordBytes = RecordHeader.Size + 80;

    private static readonly TimeSpan While = TimeSpan.FromMilliseconds(200);

    private readonly ChaosServer _server;
    private readonly TcpFaultProxy _proxy;
    private readonly HookEmitter _emitter;
    private readonly IdentityWatch _identity;
    private readonly DeliveryGuarantee _delivery;
    private readonly Random _random;
    private readonly ChaosLog _log = new(Producers);
    private readonly CancellationTokenSource _stop = new();
    private int _namespaceLosses;

    public ChaosRun(ChaosServer server, DeliveryGuarantee delivery, int seed)
    {
        _server = server;
        _delivery = delivery;
        _random = new Random(seed);
        _proxy = TcpFaultProxy.Start(server.Port);
        HookEmitterOptions options = TestEmitter.Options($"http://127.0.0.1:{_proxy.Port}");
        options.MaxConnections = Lanes;
        options.Acks.MaxInFlightBytes = MaxInFlightBytes;
        options.Delivery = delivery;
        options.Stamps.EventId = true;
        options.Isolation.RefusedNamespaceTimeout = Timeout.InfiniteTimeSpan;
        _emitter = HookEmitter.Create(options);
        _identity = new IdentityWatch(_emitter);
    }

    private bool MayLose => _delivery == DeliveryGuarantee.AtMostOnce;

    private long Delivered => _emitter.GetStats() is var stats ? stats.Confirmed + stats.Written : 0;

    /// <summary>Runs and asserts everything that is promised.</summary>
    public async Task<string> RunAsync(IReadOnlyList<ChaosFault> schedule)
    {
        Task<int>[] producing = [.. Enumerable.Range(0, Producers).Select(series => Task.Run(() => ProduceAsync(series, _random.Next())))];
        foreach (ChaosFault fault in schedule)
        {
            await RecoverAsync();
            await StrikeAsync(fault);
        }

        await RecoverAsync();
        await _stop.CancelAsync();
        int[] emitted = await Task.WhenAll(producing);
        FlushReport report = await TestEmitter.FlushAllAsync(_emitter);
        await _identity.AssertHeldAsync();
        AssertArrivals(emitted, report);
        HookEmitterStats stats = _emitter.GetStats();
        return $"{schedule.Count} faults ({schedule.Count(static fault => fault == ChaosFault.Kill)} kills), {stats.Offered} events, {stats.Reconnects} reconnects, "
            + $"{stats.Resent} resent, {_log.Duplicates} duplicates (at most {_log.MostDuplicatesOfAConnection} on a connection), "
            + $"dropped: {stats.Dropped}, {_identity.Readings} readings";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _identity.DisposeAsync();
        await _emitter.DisposeAsync();
        await _proxy.DisposeAsync();
        _stop.Dispose();
    }

    private void AssertArrivals(int[] emitted, FlushReport report)
    {
        HookEmitterStats stats = _emitter.GetStats();
        TakeArrivals();
        Assert.Empty(_log.Violations);
        Assert.Equal(emitted.Sum(), stats.Offered - stats.Dropped[DropReason.RingFull]);
        if (MayLose)
        {
            // Nothing is proved here; what was written last may still be on its way.
            Assert.Equal((0, 0, 0), (_log.Duplicates, stats.Resent, stats.Confirmed));
            Assert.InRange(_log.Distinct, 1, emitted.Sum());
        }
        else
        {
            // Confirmed means handled: there is nothing to wait for.
            Assert.Equal(emitted, _log.Arrived);
            Assert.Equal(emitted.Sum(), report.Confirmed);
            Assert.InRange(_log.MostDuplicatesOfAConnection, 0, MaxInFlightBytes / LeastRecordBytes * (1 + _namespaceLosses));
            Assert.InRange(_log.Duplicates, 0, stats.Resent);
        }
    }

    private void TakeArrivals() => _log.Add(_server.TakeArrivals(), gapsAllowed: MayLose);

    private async Task RecoverAsync()
    {
        long delivered = Delivered;
        await TestEmitter.UntilAsync(() => Delivered >= delivered + EventsBetweenFaults);
    }

    private async Task StrikeAsync(ChaosFault fault)
    {
        switch (fault)
        {
            case ChaosFault.Kill:
                await KillAsync();
                break;
            case ChaosFault.Cut:
                _proxy.CutAll();
                break;
            case ChaosFault.Reset:
                _proxy.ResetAll();
                break;
            case ChaosFault.ResetInMidFrame:
                _proxy.ResetAfter(_random.Next(1, 20_000));
                break;
            case ChaosFault.BlackHole:
                _proxy.BlackHoleAll();
                break;
            case ChaosFault.Stall:
                await _server.StallAsync(While);
                break;
            case ChaosFault.SlowReader:
                _proxy.ToServer = new LinkConditions { BytesPerSecond = 100_000, SliceBytes = 1000 };
                await WaitAsync();
                _proxy.ToServer = LinkConditions.Clear;
                break;
            case ChaosFault.RefuseConnections:
                _proxy.RefusesConnections = true;
                _proxy.ResetAll();
                await WaitAsync();
                _proxy.RefusesConnections = false;
                break;
            case ChaosFault.RefuseNamespace:
                await _server.RefuseNamespaceAsync(true);
                _proxy.ResetAll();
                await WaitAsync();
                await _server.RefuseNamespaceAsync(false);
                break;
            case ChaosFault.DisconnectNamespace:
                _namespaceLosses++;
                await _server.DisconnectNamespaceAsync();
                break;
            case ChaosFault.CloseConnections:
                await _server.CloseConnectionsAsync();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault));
        }
    }

    /// <summary>What was confirmed before the server died had been handled by it.</summary>
    private async Task KillAsync()
    {
        if (_server.TakesLeave)
        {
            _proxy.ResetAll(); // Its goodbye must not be heard.
        }

        long confirmed = _emitter.GetStats().Confirmed;
        await _server.KillAsync();
        _proxy.ResetAll();
        TakeArrivals();
        if (!MayLose)
        {
            Assert.InRange(_log.Distinct, confirmed, long.MaxValue);
        }

        await _server.StartAsync();
        _proxy.TargetPort = _server.Port;
    }

    private static Task WaitAsync() => Task.Delay(While, TestContext.Current.CancellationToken);

    /// <summary>Emits the numbers of a series in bursts until it is told to stop; returns how many were queued.</summary>
    private async Task<int> ProduceAsync(int series, int seed)
    {
        Random random = new(seed);
        int number = 0;
        while (!_stop.IsCancellationRequested)
        {
            for (int left = random.Next(1, 20); left > 0; left--, number++)
            {
                await TestEmitter.EmitAsync(_emitter, new NumberedEvent(series, number));
            }

            await Task.Delay(random.Next(1, 8), CancellationToken.None);
        }

        return number;
    }
}
