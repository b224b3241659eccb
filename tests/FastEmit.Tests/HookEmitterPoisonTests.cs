using System.Text;
using FastEmit.Events;
using FastEmit.Resilience;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>Events that no connection survives must not hold up the others.</summary>
public sealed class HookEmitterPoisonTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HookEventDescriptor Event = HookEventDescriptor.Create("e", "/hook");

    private readonly ScriptedServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.Acknowledged)]
    public async Task Emit_TheServerFallsAtOneEvent_ItIsDroppedWithItsReasonAndTheOthersArriveInOrder(DeliveryGuarantee delivery)
    {
        _server.FallsAt = static packet => IsNumber(packet, 30);
        List<DroppedEventArgs> notices = [];
        await using HookEmitter emitter = Create(options => options.Delivery = delivery);
        emitter.Dropped += (_, notice) => notices.Add(notice);
        EmitAll(emitter, 100);
        FlushReport report = await emitter.FlushAsync(Patience, Cancel);
        Assert.Equal((true, 99, 1, 1), (report.Completed, report.Confirmed, report.Dropped.Total, report.Dropped[DropReason.Poisoned]));
        AssertInnocentsArrived(100, guilty: 30);
        DroppedEventArgs notice = Assert.Single(notices);
        Assert.Equal(DropReason.Poisoned, notice.Reason);
        Assert.StartsWith("'e' in /hook, ", notice.Detail, StringComparison.Ordinal);
        Assert.Contains("after 5 attempts: The connection ended", notice.Detail, StringComparison.Ordinal);
        Assert.Equal(CircuitState.Closed, emitter.GetStats().CircuitState);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Emit_TheServerDisconnectsAtOneEvent_ItIsDroppedAndTheOthersArriveInOrder(bool closes)
    {
        _server.KicksAt = packet => IsNumber(packet, 0) ? closes : null;
        await using HookEmitter emitter = Create();
        EmitAll(emitter, 5);
        FlushReport report = await emitter.FlushAsync(Patience, Cancel);
        Assert.Equal((true, 4, 1), (report.Completed, report.Confirmed, report.Dropped[DropReason.Poisoned]));
        AssertInnocentsArrived(5, guilty: 0);
    }

    [Fact]
    public async Task Emit_SeveralLanesAndOneDeadlyEvent_OnlyItIsGivenUp()
    {
        _server.FallsAt = static packet => IsNumber(packet, 33);
        await using HookEmitter emitter = Create(static options => options.MaxConnections = 5);
        for (int number = 0; number < 500; number++)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(Event, Encoding.UTF8.GetBytes($"{number}"), (uint)(number % 5) * 0x3333_3334));
        }

        FlushReport report = await emitter.FlushAsync(Patience, Cancel);
        Assert.Equal((true, 499, 1), (report.Completed, report.Confirmed, report.Dropped[DropReason.Poisoned]));
        Assert.Equal(500, _server.Events.Distinct().Count());
    }

    [Fact]
    public async Task Emit_SeveralDeadlyEventsOnSeveralLanes_TheyAloneAreGivenUp()
    {
        int[] guilty = [7, 33, 34, 36, 140];
        _server.FallsAt = packet => guilty.Any(number => IsNumber(packet, number));
        await using HookEmitter emitter = Create(static options => options.MaxConnections = 5);
        for (int number = 0; number < 500; number++)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(Event, Encoding.UTF8.GetBytes($"{number}"), (uint)(number % 5) * 0x3333_3334));
        }

        FlushReport report = await emitter.FlushAsync(Patience, Cancel);
        Assert.Equal((true, 495, 5), (report.Completed, report.Confirmed, report.Dropped[DropReason.Poisoned]));
        Assert.Equal(500, _server.Events.Distinct().Count());
    }

    /// <summary>The server itself is ill: whatever is sent, and when nothing is, it falls. No event is to blame.</summary>
    [Fact]
    public async Task Emit_TheServerEndsEveryConnectionAtOnce_NothingIsGivenUp()
    {
        _server.EndsAtConnect = true;
        await using HookEmitter emitter = Create(static options => options.Circuit.FailureThreshold = 200);
        EmitAll(emitter, 10);
        await _server.WaitForSessionsAsync(60);
        Assert.Equal((10, 0), (emitter.GetStats().Pending, emitter.GetStats().Dropped.Total));
        _server.EndsAtConnect = false;
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([.. Enumerable.Range(0, 10).Select(Packet)], _server.Events.Distinct());
    }

    [Fact]
    public async Task Emit_FruitlessSessions_OpenTheCircuit()
    {
        _server.FallsAt = static packet => IsNumber(packet, 0);
        await using HookEmitter emitter = Create(static options =>
        {
            options.Isolation.PoisonAttempts = 0;
            options.Circuit.RecoveryTimeout = TimeSpan.FromHours(1);
        });
        EmitAll(emitter, 3);
        await WaitAsync(() => emitter.GetStats().CircuitState == CircuitState.Open);
        Assert.Equal((3, 0, 5), (emitter.GetStats().Pending, emitter.GetStats().Dropped.Total, _server.Sessions.Count));
    }

    [Fact]
    public async Task EmitAsync_ItsEventEndsEveryConnection_FailsAsPoisoned()
    {
        _server.FallsAt = static packet => IsNumber(packet, 1);
        await using HookEmitter emitter = Create();
        Task<EmitAcknowledgement> asked = emitter.EmitAsync(new ReferenceEvent("a", "b", "c", "d", "e", true, 1), Timeout.InfiniteTimeSpan, Cancel).AsTask();
        EmitAll(emitter, 1);
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(() => asked.WaitAsync(Patience, Cancel));
        Assert.Equal(EmitFailure.Poisoned, failed.Failure);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static bool IsNumber(string packet, int number) =>
        packet.EndsWith($",{number}]", StringComparison.Ordinal) || packet.Contains($"\"duration_ms\":{number}}}", StringComparison.Ordinal);

    private static string Packet(int number) => $$"""42/hook,["e",{{number}}]""";

    private static void EmitAll(HookEmitter emitter, int count)
    {
        for (int number = 0; number < count; number++)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(Event, Encoding.UTF8.GetBytes($"{number}")));
        }
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

    /// <summary>In order, and none of them often.</summary>
    private void AssertInnocentsArrived(int count, int guilty)
    {
        int NumberOf(string packet) => int.Parse(packet[(packet.LastIndexOf(',') + 1)..^1], System.Globalization.CultureInfo.InvariantCulture);
        int[] numbers = [.. _server.Events.Select(NumberOf)];
        Assert.Equal(Enumerable.Range(0, count), numbers.Distinct());
        Assert.All(numbers.CountBy(static number => number), pair => Assert.InRange(pair.Value, 1, pair.Key == guilty ? 8 : 6));
    }

    private HookEmitter Create(Action<HookEmitterOptions>? change = null)
    {
        HookEmitterOptions options = new()
        {
            Url = _server.Url,
            MaxConnections = 1,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            Circuit = { RecoveryTimeout = TimeSpan.FromSeconds(1) },
            ShutdownTimeout = TimeSpan.Zero,
        };
        change?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
