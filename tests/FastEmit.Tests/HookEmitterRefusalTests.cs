using System.Text;
using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.Tests.Delivery;
using FastEmit.Tests.Events;

namespace FastEmit.Tests;

/// <summary>Namespaces that the server will not have: their events must neither be lost without need nor hold up others for ever.</summary>
public sealed class HookEmitterRefusalTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HookEventDescriptor Bad = HookEventDescriptor.Create("e", "/bad");
    private static readonly HookEventDescriptor Good = HookEventDescriptor.Create("e", "/good");

    private readonly ScriptedServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emit_RefusedForTooLongAndOthersBehind_IsDroppedWithItsReasonAndTheOthersArrive()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create();
        Emit(emitter, Bad, 1, 2, 3);
        Emit(emitter, Good, 4, 5);
        Emit(emitter, Bad, 6);
        Emit(emitter, Good, 7);
        FlushReport report = await emitter.FlushAsync(Patience, Cancel);
        Assert.Equal([Packet("/good", 4), Packet("/good", 5), Packet("/good", 7)], _server.Events);
        Assert.Equal((true, 7, 3, 0, 4), (report.Completed, report.Offered, report.Confirmed, report.Pending, report.Dropped[DropReason.NamespaceRefused]));
        Assert.Contains("refused namespace '/bad'", emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_RefusedForTooLongButNobodyBehind_IsKeptUntilItIsGranted()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create();
        Emit(emitter, Bad, 1, 2, 3);
        await _server.WaitForOtherAsync("40/bad,", times: 10);
        await WaitAsync(() => emitter.GetStats().OldestPendingAge > TimeSpan.FromMilliseconds(200));
        Assert.Equal((3, 0), (emitter.GetStats().Pending, emitter.GetStats().Dropped.Total));

        _server.RefusedNamespaces.Clear();
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/bad", 1), Packet("/bad", 2), Packet("/bad", 3)], _server.Events);
    }

    [Fact]
    public async Task Emit_GivenUpAndThenOthersCome_TheyDoNotWaitForTheNextAttempt()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create(static options => options.Reconnect.Delay = options.Reconnect.MaxDelay = TimeSpan.FromHours(1));
        Emit(emitter, Bad, 1);
        await _server.WaitForOtherAsync("40/bad,");
        await WaitAsync(() => emitter.GetStats().OldestPendingAge > TimeSpan.FromMilliseconds(200));
        Emit(emitter, Bad, 2);
        Emit(emitter, Good, 3);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/good", 3)], _server.Events);
    }

    [Fact]
    public async Task Emit_RefusedForLessThanTheTimeout_HoldsTheOthersUpAndKeepsTheOrder()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create(static options => options.Isolation.RefusedNamespaceTimeout = Timeout.InfiniteTimeSpan);
        Emit(emitter, Bad, 1);
        Emit(emitter, Good, 2);
        await _server.WaitForOtherAsync("40/bad,", times: 5);
        Assert.Empty(_server.Events);

        _server.RefusedNamespaces.Clear();
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/bad", 1), Packet("/good", 2)], _server.Events);
    }

    [Fact]
    public async Task Emit_GrantedAfterItWasGivenUp_ArrivesAgain()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create();
        Emit(emitter, Bad, 1);
        Emit(emitter, Good, 2);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        _server.RefusedNamespaces.Clear();
        Emit(emitter, Bad, 3);
        await _server.WaitForEventsAsync(2);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/good", 2), Packet("/bad", 3)], _server.Events);
        Assert.Equal(1, emitter.GetStats().Dropped[DropReason.NamespaceRefused]);
    }

    [Fact]
    public async Task Emit_DisconnectedWheneverAnEventComes_IsPassedOverToo()
    {
        _server.DisconnectedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create();
        Emit(emitter, Bad, 1, 2);
        Emit(emitter, Good, 3);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/good", 3)], _server.Events.Distinct());
        Assert.Equal(2, emitter.GetStats().Dropped[DropReason.NamespaceRefused]);
    }

    /// <summary>Others behind at every moment: it is asked for all the same, or the server could never have it again.</summary>
    [Fact]
    public async Task Emit_GrantedWhileOthersGoOn_ArrivesAgain()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create();
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task traffic = Task.Run(
            () =>
            {
                for (int i = 0; !enough.IsCancellationRequested; i++)
                {
                    emitter.EmitJson(Bad, Encoding.UTF8.GetBytes($"{i}"));
                    emitter.EmitJson(Good, Encoding.UTF8.GetBytes($"{i}"));
                    Thread.Yield();
                }
            },
            Cancel);
        await WaitAsync(() => emitter.GetStats().Dropped[DropReason.NamespaceRefused] > 10 && emitter.GetStats().Confirmed > 10);
        _server.RefusedNamespaces.Clear();
        await WaitAsync(() => _server.Events.Any(static packet => packet.StartsWith("42/bad,", StringComparison.Ordinal)));
        await enough.CancelAsync();
        await traffic;
        FlushReport report = await emitter.FlushAsync(Patience, Cancel);
        Assert.Equal((true, report.Offered), (report.Completed, report.Confirmed + report.Dropped.Total));
        Assert.Equal(report.Confirmed, _server.Events.Distinct().Count());
    }

    [Fact]
    public async Task Emit_ConnectIsNeverAnswered_IsPassedOverToo()
    {
        _server.UnansweredNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create(static options => options.Connection.Timeout = TimeSpan.FromMilliseconds(50));
        Emit(emitter, Bad, 1, 2);
        Emit(emitter, Good, 3);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/good", 3)], _server.Events);
        Assert.Equal(2, emitter.GetStats().Dropped[DropReason.NamespaceRefused]);
    }

    /// <summary>What the ring is full of must not keep others out.</summary>
    [Fact]
    public async Task Emit_RefusedEventsFillTheRing_OthersFindRoom()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create(static options => options.Ring.Capacity = RingLayout.MinCapacity);
        int refused = 0;
        while (emitter.EmitJson(Bad, Encoding.UTF8.GetBytes($"{refused}")) == EmitResult.Queued)
        {
            refused++;
        }

        await WaitAsync(() => emitter.EmitJson(Good, "-1"u8) == EmitResult.Queued);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/good", -1)], _server.Events);
        Assert.Equal(refused, emitter.GetStats().Dropped[DropReason.NamespaceRefused]);
    }

    /// <summary>A namespace that is granted and disconnected in turn does not begin anew with each grant.</summary>
    [Fact]
    public async Task Emit_DisconnectedAgainAndAgainWhileOthersAreConfirmed_IsPassedOver()
    {
        _server.DisconnectedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create(static options => options.Isolation.RefusedNamespaceTimeout = TimeSpan.FromSeconds(1));
        int number = 0;
        await WaitAsync(() =>
        {
            Emit(emitter, Good, number++);
            Emit(emitter, Bad, number++);
            Emit(emitter, Good, number++);
            return emitter.GetStats().Dropped[DropReason.NamespaceRefused] != 0;
        });
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((number, number / 3), (stats.Offered, stats.Dropped.Total));
        Assert.Equal(number - (number / 3), _server.Events.Distinct().Count());
    }

    /// <summary>Its event was confirmed, and is only written again because nobody acknowledged it.</summary>
    [Fact]
    public async Task EmitAsync_WrittenButRefusedOnTheNextConnection_FailsAndHoldsNobodyUp()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create();
        Task<EmitAcknowledgement> asked = emitter.EmitAsync(new PlainEvent("a", "s"), Timeout.InfiniteTimeSpan, Cancel).AsTask();
        await WaitAsync(() => emitter.GetStats() is { Confirmed: 1 });
        _server.RefusedNamespaces["/hook"] = true;
        _server.Sessions[0].Cut();
        Emit(emitter, Good, 2);
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(() => asked.WaitAsync(Patience, Cancel));
        Assert.Equal(EmitFailure.NamespaceRefused, failed.Failure);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Contains(Packet("/good", 2), _server.Events);
    }

    [Fact]
    public async Task Emit_SeveralRefusedAndNothingElse_AllAreKept()
    {
        _server.RefusedNamespaces["/bad"] = _server.RefusedNamespaces["/worse"] = true;
        await using HookEmitter emitter = Create();
        Emit(emitter, Bad, 1);
        Emit(emitter, HookEventDescriptor.Create("e", "/worse"), 2);
        await _server.WaitForOtherAsync("40/bad,", times: 3);
        Emit(emitter, Good, 3);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/good", 3)], _server.Events);
        Assert.Equal(2, emitter.GetStats().Dropped[DropReason.NamespaceRefused]);
    }

    [Fact]
    public async Task Emit_RefusedAndThereIsAFallback_GoesThereInOrder()
    {
        _server.RefusedNamespaces["/bad"] = true;
        List<string> taken = [];
        await using HookEmitter emitter = Create(options => options.Fallback = EventFallback.From((events, _) =>
        {
            foreach (FallbackEvent one in events.Span)
            {
                taken.Add($"{Encoding.UTF8.GetString(one.Namespace.Span)} {Encoding.UTF8.GetString(one.Data.Span)}");
            }

            return ValueTask.FromResult(events.Length);
        }));
        int[] numbers = [.. Enumerable.Range(0, 200)];
        Emit(emitter, Bad, numbers);
        Emit(emitter, Good, 200);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        FlushReport report = await emitter.CloseAsync(Cancel);
        Assert.Equal(numbers.Select(static number => $"/bad {number}"), taken);
        Assert.Equal((201, 1, 0, 200), (report.Offered, report.Confirmed, report.Pending, report.FellBack));
        Assert.Equal(0, report.Dropped.Total);
    }

    /// <summary>The refusal is another process's: the new one has to be asked before anything is given up.</summary>
    [Fact]
    public async Task Emit_OverdueWhenTheServerIsReplacedByOneThatGrants_IsNotGivenUp()
    {
        _server.RefusedNamespaces["/bad"] = true;
        await using HookEmitter emitter = Create(static options => options.Reconnect.Delay = options.Reconnect.MaxDelay = TimeSpan.FromMilliseconds(300));
        Emit(emitter, Bad, 1);
        await WaitAsync(() => emitter.GetStats().OldestPendingAge > TimeSpan.FromSeconds(1));
        _server.RefusedNamespaces.Clear();
        _server.Sessions[0].Cut();
        await WaitAsync(() => emitter.GetStats().ActiveConnections == 0);
        Emit(emitter, Good, 2);
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        Assert.Equal([Packet("/bad", 1), Packet("/good", 2)], _server.Events);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Emit(HookEmitter emitter, HookEventDescriptor descriptor, params ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes($"{number}")));
        }
    }

    private static string Packet(string name, int number) => $$"""42{{name}},["e",{{number}}]""";

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
            Url = _server.Url,
            MaxConnections = 1,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            Isolation = { RefusedNamespaceTimeout = TimeSpan.FromMilliseconds(100) },
        };
        change?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
