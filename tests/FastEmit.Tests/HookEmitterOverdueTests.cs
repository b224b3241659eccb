using FastEmit.Events;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>Servers that answer no WebSocket pings, or none any more: what is replaced, what is kept, and what counts as written.</summary>
public sealed class HookEmitterOverdueTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HookEventDescriptor Plain = HookEventDescriptor.Create("e", hasTimestamp: true);

    private readonly ScriptedServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Options_Default_ReplaceADeadConnectionAfterTenSecondsAndDoWithoutProofOnlyIfNothingElseHelps()
    {
        HookEmitterOptions options = new();
        Assert.Equal((TimeSpan.FromSeconds(10), true), (options.Acks.WatermarkTimeout, options.Acks.WriteWithoutProof));
    }

    [Fact]
    public async Task Emit_NoPongEver_ConnectionIsReplacedFirstAndThenEventsCountAsWrittenAndSaidSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what the other end has acknowledged.");
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create();
        Emit(emitter, 0, 5);
        await _server.WaitForSessionsAsync(2);
        Assert.Equal((0, 0, 5), Counts(emitter));
        Assert.Contains("did not answer a WebSocket ping", emitter.GetStats().LastError, StringComparison.Ordinal);
        await BeatUntilAsync(() => emitter.GetStats().UnconfirmedLanes == 1);

        Emit(emitter, 5, 5);
        FlushReport report = await FlushAsync(emitter);
        Assert.Equal((true, 10, 0, 10), (report.Completed, report.Offered, report.Confirmed, report.Written));
        Assert.Equal(2, _server.Sessions.Count);
        Assert.Equal(15, _server.Events.Count); // The first five twice.

        // The next connection does without from its first event on.
        _server.Sessions[1].Cut();
        Emit(emitter, 10, 1);
        report = await FlushAsync(emitter);
        Assert.Equal((true, 11), (report.Completed, report.Written));

        // A pong ends it for good: from then on only proof counts.
        _server.AnswerPings = true;
        int number = 11;
        do
        {
            Emit(emitter, number++, 1);
            await FlushAsync(emitter);
        }
        while (emitter.GetStats().UnconfirmedLanes != 0);

        long written = emitter.GetStats().Written;
        Emit(emitter, number, 5);
        await FlushAsync(emitter);
        Assert.Equal((number + 5 - written, written, 0), Counts(emitter));
    }

    [Fact]
    public async Task Emit_NoPongEverAndNoProofIsNoOption_StaysPendingHoweverManyConnectionsAreReplaced()
    {
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(static options => options.Acks.WriteWithoutProof = false);
        Emit(emitter, 0, 5);
        await BeatUntilAsync(() => _server.Sessions.Count == 4);
        Assert.Equal((0, 0, 5), Counts(emitter));
        _server.AnswerPings = true;
        await FlushAsync(emitter);
        Assert.Equal((5, 0, 0), Counts(emitter));
    }

    [Fact]
    public async Task Emit_ServerAnsweredOnceAndDoesNoMore_StaysPendingHoweverManyConnectionsAreReplaced()
    {
        await using HookEmitter emitter = Create();
        Emit(emitter, 0, 1);
        await FlushAsync(emitter);
        _server.AnswerPings = false;
        Emit(emitter, 1, 5);
        await BeatUntilAsync(() => _server.Sessions.Count == 4);
        Assert.Equal((1, 0, 5), Counts(emitter));
        Assert.Equal(0, emitter.GetStats().UnconfirmedLanes);
        _server.AnswerPings = true;
        await FlushAsync(emitter);
        Assert.Equal((6, 0, 0), Counts(emitter));
    }

    [Fact]
    public async Task Emit_AnotherLaneWasAnswered_ThisOneDoesNotDoWithout()
    {
        await using HookEmitter emitter = Create(static options => options.MaxConnections = 2);
        uint[] lanes = [0, uint.MaxValue];
        Assert.Equal(EmitResult.Queued, emitter.EmitJson(Plain, "[1]"u8, lanes[0]));
        await FlushAsync(emitter);
        _server.AnswerPings = false;
        Assert.Equal(EmitResult.Queued, emitter.EmitJson(Plain, "[2]"u8, lanes[1]));
        await BeatUntilAsync(() => _server.Sessions.Count == 4);
        Assert.Equal((1, 0, 1), Counts(emitter));
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtMostOnce)]
    [InlineData(DeliveryGuarantee.Acknowledged)]
    public async Task Emit_NoPongEverAndNoneIsNeeded_ConnectionStays(DeliveryGuarantee delivery)
    {
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(options => options.Delivery = delivery);
        int number = 0;
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
        {
            Emit(emitter, number++, 1);
            await FlushAsync(emitter);
        }

        Assert.Single(_server.Sessions);
        Assert.Equal(0, emitter.GetStats().UnconfirmedLanes);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static (long Confirmed, long Written, long Pending) Counts(HookEmitter emitter) =>
        emitter.GetStats() is var stats ? (stats.Confirmed, stats.Written, stats.Pending) : default;

    private static void Emit(HookEmitter emitter, int from, int count)
    {
        for (int number = from; number < from + count; number++)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(Plain, System.Text.Encoding.UTF8.GetBytes($"[{number}]")));
        }
    }

    private static async Task<FlushReport> FlushAsync(HookEmitter emitter)
    {
        FlushReport report = await emitter.FlushAsync(Patience, Cancel);
        Assert.True(report.Completed, $"{report}");
        return report;
    }

    /// <summary>Heartbeats, as a server sends them whose pongs do not come through.</summary>
    private async Task BeatUntilAsync(Func<bool> condition)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not come to it in time.");
            if (_server.Sessions is [.., var last])
            {
                try
                {
                    last.SendHeartbeat();
                }
                catch (Exception exception) when (exception is IOException or ObjectDisposedException)
                {
                    // It has just been replaced.
                }
            }

            await Task.Delay(10, Cancel);
        }
    }

    private HookEmitter Create(Action<HookEmitterOptions>? configure = null)
    {
        HookEmitterOptions options = new()
        {
            Url = _server.Url,
            MaxConnections = 1,
            Batch = { Window = TimeSpan.Zero },
            Acks = { WatermarkTimeout = TimeSpan.FromMilliseconds(100) },
            Reconnect = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) },
            Circuit = { FailureThreshold = 100 },
        };
        configure?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
