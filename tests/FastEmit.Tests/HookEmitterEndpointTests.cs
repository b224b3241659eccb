using FastEmit.FaultProxy;
using FastEmit.Resilience;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>Several servers, each behind a proxy that can take it away and give it back at the same address.</summary>
public sealed class HookEmitterEndpointTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _first = new();
    private readonly ScriptedServer _second = new();
    private readonly TcpFaultProxy _toFirst;
    private readonly TcpFaultProxy _toSecond;

    public HookEmitterEndpointTests()
    {
        _toFirst = TcpFaultProxy.Start(_first.Port);
        _toSecond = TcpFaultProxy.Start(_second.Port);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emit_PreferredServerThere_TheOtherIsNeverConnectedTo()
    {
        await using HookEmitter emitter = Create();
        await EmitAndFlushAsync(emitter, 0, 100);
        Assert.Equal(100, _first.Events.Count);
        Assert.Empty(_second.Sessions);
        Assert.Equal(Url(_toFirst), emitter.GetStats().ServerUrl);
        Assert.Equal(Url(_toFirst), emitter.GetLaneStats(0).ServerUrl);
    }

    [Fact]
    public async Task Emit_PreferredServerAway_GoesToTheNextAtOnceAndSaysSo()
    {
        Take(_toFirst);
        await using HookEmitter emitter = Create(static options => options.Reconnect.Delay = options.Reconnect.MaxDelay = TimeSpan.FromHours(1));
        await EmitAndFlushAsync(emitter, 0, 100);
        Assert.Equal(100, _second.Events.Count);
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((Url(_toSecond), 1, CircuitState.Closed), (stats.ServerUrl, stats.Errors, stats.CircuitState));
        Assert.Equal((Url(_toSecond), 1, true), (emitter.GetLaneStats(0).ServerUrl, emitter.GetLaneStats(0).Errors, emitter.GetLaneStats(0).IsHealthy));
    }

    [Fact]
    public async Task Emit_PreferredServerGrantsNothing_GoesToTheNext()
    {
        _first.AnswerConnect = false;
        await using HookEmitter emitter = Create(static options => options.Connection.Timeout = TimeSpan.FromMilliseconds(100));
        await EmitAndFlushAsync(emitter, 0, 10);
        Assert.Equal((0, 10), (_first.Events.Count, _second.Events.Count));
    }

    [Fact]
    public async Task Emit_PreferredCircuitOpen_TheServerIsNotAskedAgain()
    {
        Take(_toFirst);
        await using HookEmitter emitter = Create(static options => options.Circuit.RecoveryTimeout = TimeSpan.FromDays(1));
        await EmitAndFlushAsync(emitter, 0, 1);
        for (int i = 1; i < 10; i++)
        {
            _second.Sessions[^1].Cut();
            await EmitAndFlushAsync(emitter, i, 1);
        }

        Assert.Equal(5, _toFirst.ConnectionCount);
        Assert.Equal(10, _second.Sessions.Count);
        Assert.Equal(CircuitState.Closed, emitter.GetStats().CircuitState);
    }

    [Fact]
    public async Task Emit_ServersTakenAwayInTurn_EveryEventArrivesAtOneOfThemInOrder()
    {
        const int Each = 2_000;
        await using HookEmitter emitter = Create();
        for (int i = 0; i < 10; i++)
        {
            TcpFaultProxy gone = i % 2 == 0 ? _toSecond : _toFirst;
            TcpFaultProxy there = i % 2 == 0 ? _toFirst : _toSecond;
            there.RefusesConnections = false;
            Take(gone);
            for (int number = i * Each; number < (i + 1) * Each; number++)
            {
                Assert.Equal(EmitResult.Queued, ReferenceEvent.EmitNumbered(emitter, number));
            }

            await WaitAsync(() => emitter.GetStats().Confirmed > i * Each);
        }

        await EmitAndFlushAsync(emitter, 10 * Each, 1);
        Assert.Equal((10 * Each) + 1, emitter.GetStats().Confirmed);
        Assert.Empty(Packets((10 * Each) + 1).Except(_first.Events.Concat(_second.Events)));
        AssertInOrder(_first.Events.Distinct());
        AssertInOrder(_second.Events.Distinct());
        Assert.InRange(_first.Events.Distinct().Count(), 5, (10 * Each) - 5); // each was there for five turns, and had one at the least
    }

    [Fact]
    public async Task Emit_AllServersAway_CircuitsOpenAndEventsWaitForTheFirstThatIsBack()
    {
        Take(_toFirst);
        Take(_toSecond);
        await using HookEmitter emitter = Create();
        ReferenceEvent.EmitNumbered(emitter, 0);
        await WaitAsync(() => emitter.GetStats().CircuitState == CircuitState.Open);
        Assert.Equal((1, 0), (emitter.GetStats().Pending, emitter.GetStats().ActiveConnections));
        _toSecond.RefusesConnections = false;
        await EmitAndFlushAsync(emitter, 1, 1);
        Assert.Equal([.. Packets(2)], _second.Events);
    }

    [Fact]
    public async Task HealthCheck_PreferredServerBack_ReturnsToItAndSendsNothingTwice()
    {
        Take(_toFirst);
        await using HookEmitter emitter = Create(static options => options.Connection.HealthCheckInterval = TimeSpan.FromMilliseconds(20));
        await EmitAndFlushAsync(emitter, 0, 100);
        _toFirst.RefusesConnections = false;

        // Events flow all the while.
        int emitted = 100;
        await WaitAsync(() =>
        {
            ReferenceEvent.EmitNumbered(emitter, emitted++);
            return _first.Events.Count != 0;
        });
        await EmitAndFlushAsync(emitter, emitted++, 1);

        Assert.Equal(Url(_toFirst), emitter.GetStats().ServerUrl);
        Assert.Equal([.. Enumerable.Range(0, emitted).Select(ReferenceEvent.Packet)], _second.Events.Concat(_first.Events));
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((0, 0, emitted), (stats.Resent, stats.Reconnects, stats.Confirmed));
        await _second.WaitForOtherAsync("close 1000");
        Assert.Contains("41", _second.Others);
    }

    [Fact]
    public async Task HealthCheck_PreferredServerBackWhileEventsAreUnconfirmed_WaitsForThem()
    {
        Take(_toFirst);
        _second.AnswerPings = false;
        await using HookEmitter emitter = Create(static options => options.Connection.HealthCheckInterval = TimeSpan.FromMilliseconds(20));
        ReferenceEvent.EmitNumbered(emitter, 0);
        await _second.WaitForEventsAsync(1);
        _toFirst.RefusesConnections = false;
        await _first.WaitForSessionsAsync(3); // Probes: the server is known to be back.
        ReferenceEvent.EmitNumbered(emitter, 1);
        _second.Sessions[0].SendHeartbeat();
        await _second.WaitForOtherAsync("3"); // A pass has gone by.
        Assert.Equal((1, 0), (_second.Events.Count, _first.Events.Count));

        _second.AnswerPings = true;
        _second.Sessions[0].AnswerPing(0);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([ReferenceEvent.Packet(0)], _second.Events);
        Assert.Equal([ReferenceEvent.Packet(1)], _first.Events);
    }

    [Fact]
    public async Task HealthCheck_PreferredServerStillAway_ConnectionStays()
    {
        Take(_toFirst);
        await using HookEmitter emitter = Create(static options =>
        {
            options.Connection.HealthCheckInterval = TimeSpan.FromMilliseconds(10);
            options.Circuit.FailureThreshold = 200;
        });
        await EmitAndFlushAsync(emitter, 0, 1);
        await WaitAsync(() => _toFirst.ConnectionCount >= 5);
        await EmitAndFlushAsync(emitter, 1, 1);
        Assert.Single(_second.Sessions);
    }

    [Fact]
    public async Task Emit_CircuitOpenUnderReject_RefusesOnlyWhileEveryCircuitIsOpen()
    {
        Take(_toFirst);
        Take(_toSecond);
        await using HookEmitter emitter = Create(static options =>
        {
            options.Circuit.WhenOpen = CircuitOpenPolicy.Reject;
            options.Circuit.RecoveryTimeout = TimeSpan.FromSeconds(1);
        });
        ReferenceEvent.EmitNumbered(emitter, 0);
        await WaitAsync(() => emitter.GetStats().CircuitState == CircuitState.Open);
        Assert.Equal(EmitResult.CircuitOpen, ReferenceEvent.EmitNumbered(emitter, 1));
        _toSecond.RefusesConnections = false;
        await WaitAsync(() => emitter.GetStats().CircuitState == CircuitState.Closed);
        Assert.Equal(EmitResult.Queued, ReferenceEvent.EmitNumbered(emitter, 2));
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([ReferenceEvent.Packet(0), ReferenceEvent.Packet(2)], _second.Events);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _toFirst.DisposeAsync();
        await _toSecond.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    private static string Url(TcpFaultProxy proxy) => $"http://127.0.0.1:{proxy.Port}/socket.io/";

    private static IEnumerable<string> Packets(int count) => Enumerable.Range(0, count).Select(ReferenceEvent.Packet);

    /// <summary>The server behind the proxy is gone: no connection lasts, none is taken.</summary>
    private static void Take(TcpFaultProxy proxy)
    {
        proxy.RefusesConnections = true;
        proxy.ResetAll();
    }

    private static void AssertInOrder(IEnumerable<string> packets)
    {
        // Numbers are the last member of the packet, of growing length.
        List<string> list = [.. packets];
        Assert.Equal(list.OrderBy(static packet => packet.Length).ThenBy(static packet => packet, StringComparer.Ordinal), list);
    }

    private static async Task EmitAndFlushAsync(HookEmitter emitter, int first, int count)
    {
        for (int number = first; number < first + count; number++)
        {
            Assert.Equal(EmitResult.Queued, ReferenceEvent.EmitNumbered(emitter, number));
        }

        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private HookEmitter Create(Action<HookEmitterOptions>? change = null)
    {
        HookEmitterOptions options = new()
        {
            Url = $"http://127.0.0.1:{_toFirst.Port}",
            Endpoints = { $"http://127.0.0.1:{_toSecond.Port}" },
            MaxConnections = 1,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
        };
        change?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
