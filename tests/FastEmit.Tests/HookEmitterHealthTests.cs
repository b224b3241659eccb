using FastEmit.Events;
using FastEmit.FaultProxy;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>Idle connections, sick ones, and what the health check says of both; the figures are those of the parity table.</summary>
public sealed class HookEmitterHealthTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _server = new() { PingInterval = (int)TimeSpan.FromDays(1).TotalMilliseconds };
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Options_Default_AreThoseOfTheParityTable()
    {
        HookEmitterOptions options = new();
        Assert.Equal(5, options.MaxConnections);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Connection.HealthCheckInterval);
        Assert.Equal(TimeSpan.FromSeconds(300), options.Connection.IdleTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Connection.Timeout);
        Assert.Equal((TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), 0.2), (options.Reconnect.Delay, options.Reconnect.MaxDelay, options.Reconnect.Jitter));
        Assert.Equal((TimeSpan.FromMilliseconds(50), 10), (options.Batch.Window, options.Batch.MaxEvents));
        Assert.Equal((5, TimeSpan.FromSeconds(30)), (options.Circuit.FailureThreshold, options.Circuit.RecoveryTimeout));
    }

    [Fact]
    public async Task IdleTimeout_FiveConnectionsUnused_AllButOneCloseAndComeBackWithTheNextEvent()
    {
        await using HookEmitter emitter = await ConnectFiveLanesAsync();
        Assert.Null(emitter.GetStats().LastHealthCheck);

        for (int i = 0; i < 9; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((5, 5, 5), (stats.ActiveConnections, stats.AvailableConnections, stats.HealthyConnections));
        Assert.Equal((_time.GetUtcNow(), TimeSpan.FromSeconds(30)), (stats.LastHealthCheck, stats.HealthCheckInterval));

        _time.Advance(TimeSpan.FromSeconds(30));
        await WaitAsync(() => emitter.GetStats().ActiveConnections == 1);
        await _server.WaitForOtherAsync("close 1000", times: 4);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, emitter.GetStats().ActiveConnections);

        await EmitToAllLanesAsync(emitter);
        stats = emitter.GetStats();
        Assert.Equal((5, 9), (stats.ActiveConnections, _server.Sessions.Count));
        Assert.Equal((0, 0, 0), (stats.Errors, stats.Reconnects, stats.Resent));
    }

    [Fact]
    public async Task IdleTimeout_ConnectionUsedMeanwhile_StaysOpen()
    {
        await using HookEmitter emitter = await ConnectFiveLanesAsync();
        _time.Advance(TimeSpan.FromSeconds(290));
        await EmitToAllLanesAsync(emitter);
        _time.Advance(TimeSpan.FromSeconds(290));
        Assert.Equal(5, emitter.GetStats().ActiveConnections);
        Assert.Equal(5, _server.Sessions.Count);
    }

    [Fact]
    public async Task IdleTimeout_EventsUnconfirmed_ConnectionStaysOpen()
    {
        await using HookEmitter emitter = await ConnectFiveLanesAsync(static options => options.Acks.WatermarkTimeout = TimeSpan.FromHours(1));
        int events = _server.Events.Count;
        _server.AnswerPings = false;
        Emit(emitter);
        await WaitAsync(() => _server.Events.Count == 2 * events);
        _time.Advance(TimeSpan.FromSeconds(300));
        _server.Sessions[0].SendHeartbeat();
        await _server.WaitForOtherAsync("3"); // A pass has gone by.
        Assert.Equal(5, emitter.GetStats().ActiveConnections);
        Assert.DoesNotContain("close 1000", _server.Others);
    }

    [Fact]
    public async Task Timers_NothingConnected_NoneIsArmed()
    {
        await using HookEmitter emitter = Create(_ => { });
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task Timers_FiveIdleConnections_OnlyTheirHeartbeatsAndTheHealthCheckAreArmed()
    {
        await using HookEmitter emitter = await ConnectFiveLanesAsync();
        _time.Advance(new HookEmitterOptions().Acks.WatermarkTimeout); // The look whether anything is overdue: nothing is on the way.
        await WaitAsync(() => _time.ArmedTimers == 5 + 1);
    }

    [Fact]
    public async Task Connection_MoreThanThreeErrorsInARow_IsReplaced()
    {
        _server.RefuseConnect = "not now";
        await using HookEmitter emitter = CreateQuick();
        ReferenceEvent.EmitNumbered(emitter, 0);
        await _server.WaitForSessionsAsync(2);
        Assert.Equal(4, _server.Others.TakeWhile(static other => other != "close 1000").Count(static other => other == "40"));
        Assert.Equal(0, emitter.GetStats().CircuitFailures); // The server answers.
        Assert.InRange(emitter.GetStats().Errors, 4, 5);

        _server.RefuseConnect = null;
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal(1, emitter.GetStats().HealthyConnections);
    }

    [Fact]
    public async Task Connection_ErrorsWithConfirmationsBetweenThem_IsKept()
    {
        await using HookEmitter emitter = CreateQuick();
        for (int i = 0; i < 8; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, i);
            Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
            _server.Sessions[0].SendText("41");
        }

        Assert.Single(_server.Sessions);
    }

    [Theory]
    [InlineData(80, 30, false)] // fewer than 100 events
    [InlineData(200, 18, false)] // fewer than a tenth
    [InlineData(200, 30, true)]
    public async Task Connection_ErrorsMeetATenthOfAHundredEvents_IsReplaced(int confirmed, int failed, bool replaced)
    {
        await using HookEmitter emitter = CreateQuick();
        for (int i = 0; i < confirmed - failed; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, i);
        }

        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        _server.AnswerPings = false;
        for (int i = 0; i < failed; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, i);
        }

        await _server.WaitForEventsAsync(confirmed);
        _server.AnswerPings = true; // From now on; what was asked before stays unanswered.
        _server.Sessions[0].SendText("41");
        await _server.WaitForEventsAsync(confirmed + failed);
        Assert.Equal(replaced ? 2 : 1, _server.Sessions.Count);
        Assert.Equal(replaced, _server.Others.Contains("close 1000"));
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Emit(HookEmitter emitter)
    {
        for (int i = 0; i < 64; i++)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(HookEventDescriptor.Create("e", $"/n{i}"), "1"u8));
        }
    }

    private static async Task EmitToAllLanesAsync(HookEmitter emitter)
    {
        Emit(emitter);
        Assert.True((await emitter.FlushAsync(Timeout.InfiniteTimeSpan, Cancel)).Completed);
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

    private async Task<HookEmitter> ConnectFiveLanesAsync(Action<HookEmitterOptions>? change = null)
    {
        HookEmitter emitter = Create(change ?? (static _ => { }));
        await EmitToAllLanesAsync(emitter);
        Assert.Equal(5, emitter.GetStats().ActiveConnections);
        return emitter;
    }

    private HookEmitter CreateQuick(Action<HookEmitterOptions>? change = null) => Create(options =>
    {
        options.TimeProvider = TimeProvider.System;
        options.MaxConnections = 1;
        options.Reconnect.Delay = TimeSpan.FromMilliseconds(5);
        options.Reconnect.MaxDelay = TimeSpan.FromMilliseconds(20);
        change?.Invoke(options);
    });

    private HookEmitter Create(Action<HookEmitterOptions> change)
    {
        HookEmitterOptions options = new() { Url = _server.Url, TimeProvider = _time, Batch = { Window = TimeSpan.Zero }, ShutdownTimeout = TimeSpan.Zero };
        change(options);
        return HookEmitter.Create(options);
    }
}
