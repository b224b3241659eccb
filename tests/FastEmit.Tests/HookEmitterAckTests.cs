using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.FaultProxy;
using FastEmit.Resilience;
using FastEmit.Tests.Delivery;
using FastEmit.Tests.Events;

namespace FastEmit.Tests;

/// <summary>EmitAsync: one event, one answer, whatever happens in between.</summary>
public sealed class HookEmitterAckTests : IAsyncLifetime
{
    private const string Nowhere = "http://127.0.0.1:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HookEventDescriptor Plain = HookEventDescriptor.Create("plain", "/hook");

    private readonly ScriptedServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmitAsync_HandlerAnswers_CompletesWithWhatItSaid()
    {
        _server.Acknowledgement = static _ => """["ok",{"n":1}]""";
        await using HookEmitter emitter = Create();
        EmitAcknowledgement answer = await new PlainEvent("a", "s").EmitAsync(emitter, Cancel);
        Assert.Equal("""["ok",{"n":1}]""", Encoding.UTF8.GetString(answer.Arguments.Span));
        Assert.Equal(1, answer.Writes);
        Assert.InRange(answer.Elapsed, TimeSpan.FromTicks(1), Patience);
        Assert.Matches("""^42/hook,\d+\["plain",\{"name":"a","session_id":"s","duration_ms":5\}\]$""", Assert.Single(_server.Events));
        await Flush(emitter);
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((1, 1, 0, 0), (stats.Offered, stats.Confirmed, stats.Pending, stats.PendingAcks));
    }

    [Fact]
    public async Task EmitAsync_NoWindowToWaitFor_IsSentAtOnce()
    {
        // The clock stands still: no window ever ends.
        await using HookEmitter emitter = Create(static o =>
        {
            o.TimeProvider = new ManualTimeProvider();
            o.Batch.Window = TimeSpan.FromSeconds(50);
        });
        await Acked(emitter, 1);
        PlainEvent.Emit(emitter, "waits", "s");
        await Acked(emitter, 2); // And takes along what waited.
        Assert.Equal(3, _server.Events.Count);
    }

    [Fact]
    public async Task EmitAsync_ManyAtATimeOverSeveralLanes_EachGetsItsOwnAnswer()
    {
        _server.Acknowledgement = static packet => $"[{NumberOf(packet)}]";
        await using HookEmitter emitter = Create(static o =>
        {
            o.MaxConnections = 3;
            o.Acks.MaxPending = 5_000;
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            Task<EmitAcknowledgement>[] answers =
                [.. Enumerable.Range(0, 500).Select(i => emitter.EmitAsync(new KeyedEvent(i, (thread * 1000) + i), Patience, Cancel).AsTask())];
            for (int i = 0; i < answers.Length; i++)
            {
                Assert.Equal($"[{(thread * 1000) + i}]", Encoding.UTF8.GetString((await answers[i]).Arguments.Span));
            }
        })));
        await Flush(emitter);
        Assert.Equal(2_000, _server.Events.Distinct().Count());
        Assert.Equal((2_000, 0, 0), (emitter.GetStats().Confirmed, emitter.GetStats().PendingAcks, (int)emitter.GetStats().Resent));
    }

    [Fact]
    public async Task EmitAsync_ServerAnswersTwice_CompletesOnce()
    {
        await using HookEmitter emitter = Create();
        await Acked(emitter, 1);
        string id = Regex.Match(_server.Events[0], """^42/hook,(\d+)\[""").Groups[1].Value;
        _server.Acknowledge = false;
        Task<EmitAcknowledgement> second = Acked(emitter, 2).AsTask();
        await _server.WaitForEventsAsync(2);
        _server.Sessions[0].SendText($"43/hook,{id}[]");
        _server.Sessions[0].SendHeartbeat();
        await _server.WaitForOtherAsync("3");
        Assert.False(second.IsCompleted);
        _server.Sessions[0].SendText($"43/hook,{Regex.Match(_server.Events[1], """^42/hook,(\d+)\[""").Groups[1].Value}[7]");
        Assert.Equal("[7]", Encoding.UTF8.GetString((await second).Arguments.Span));
    }

    [Fact]
    public async Task EmitAsync_NoAnswerInTime_FailsAndTheEventStays()
    {
        ManualTimeProvider time = new();
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(o => o.TimeProvider = time);
        Task<EmitAcknowledgement> waiting = emitter.EmitAsync(new PlainEvent("a", "s"), TimeSpan.FromSeconds(3), Cancel).AsTask();
        await _server.WaitForEventsAsync(1);
        await Flush(emitter);
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(() => waiting);
        Assert.Equal((EmitFailure.TimedOut, true), (failed.Failure, failed.MayArrive));
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((1, 1, 0, 0), (stats.Offered, stats.Confirmed, stats.Dropped.Total, stats.PendingAcks));
    }

    [Fact]
    public async Task EmitAsync_TimedOutBeforeItCouldBeSent_IsDeliveredLaterAndAsksForNothing()
    {
        _server.AnswerConnect = false;
        await using HookEmitter emitter = Create(static o => o.Connection.Timeout = TimeSpan.FromMilliseconds(200));
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(
            async () => await emitter.EmitAsync(new PlainEvent("a", "s"), TimeSpan.FromMilliseconds(50), Cancel));
        Assert.Equal(EmitFailure.TimedOut, failed.Failure);
        _server.AnswerConnect = true;
        await Flush(emitter);
        Assert.Equal(["""42/hook,["plain",{"name":"a","session_id":"s","duration_ms":5}]"""], _server.Events);
    }

    [Fact]
    public async Task EmitAsync_Cancelled_EndsTheWaitAndTheEventStays()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create();
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<EmitAcknowledgement> waiting = new PlainEvent("a", "s").EmitAsync(emitter, cancel.Token).AsTask();
        await _server.WaitForEventsAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Flush(emitter);
        Assert.Equal((1, 0), (emitter.GetStats().Confirmed, emitter.GetStats().PendingAcks));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new PlainEvent("b", "s").EmitAsync(emitter, cancel.Token));
        Assert.Equal(1, emitter.GetStats().Offered); // One that is cancelled beforehand is never handed over.
    }

    [Fact]
    public async Task EmitAsync_ConnectionLostBeforeTheAnswer_IsWrittenAgainWithItsEventId()
    {
        _server.Acknowledge = false;
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(static o => o.Stamps.EventId = true);
        Task<EmitAcknowledgement> waiting = Acked(emitter, 1).AsTask();
        await _server.WaitForEventsAsync(1);
        _server.Acknowledge = _server.AnswerPings = true;
        _server.Sessions[0].Cut();
        Assert.Equal(2, (await waiting).Writes);
        await Flush(emitter);
        Assert.Equal(_server.Events[0], _server.Events[1]);
        Assert.Matches("""event_id":"[0-9a-f]{16}-1"\}\]$""", _server.Events[0]);
        Assert.Equal((1, 1, 1), (emitter.GetStats().Offered, emitter.GetStats().Confirmed, emitter.GetStats().Resent));
    }

    /// <summary>The ring has let go of the event; only a copy of it is left.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EmitAsync_ConfirmedButNotAnsweredWhenTheConnectionIsLost_IsWrittenAgainAheadOfTheOthers(bool byNamespace)
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(static o => o.Stamps.EventId = true);
        Task<EmitAcknowledgement>[] waiting = [.. Enumerable.Range(0, 3).Select(i => Acked(emitter, i).AsTask())];
        await Flush(emitter);
        Assert.Equal((3, 3), (emitter.GetStats().Confirmed, emitter.GetStats().PendingAcks));
        string[] first = [.. _server.Events];
        _server.AnswerConnect = false; // The next connection waits for its namespace until there is more to send.
        if (byNamespace)
        {
            _server.Sessions[0].SendText("41/hook,");
        }
        else
        {
            _server.Sessions[0].Cut();
            await _server.WaitForSessionsAsync(2);
        }

        await _server.WaitForOtherAsync("40/hook,", times: 2);
        PlainEvent.Emit(emitter, "3", "s");
        _server.Acknowledge = true;
        _server.Sessions[^1].SendText("""40/hook,{"sid":"n"}""");
        Assert.All(await Task.WhenAll(waiting), static answer => Assert.Equal(2, answer.Writes));
        await Flush(emitter);
        Assert.Equal([.. first, .. first], _server.Events.Take(6));
        Assert.Equal("3", NameOf(_server.Events[6]));
        Assert.Equal((4, 4, 3), (emitter.GetStats().Offered, emitter.GetStats().Confirmed, emitter.GetStats().Resent));
    }

    [Fact]
    public async Task EmitAsync_OneOfThoseConfirmedTimesOutWhileAway_OnlyTheOthersAreWrittenAgain()
    {
        ManualTimeProvider time = new();
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(o => o.TimeProvider = time);
        Task<EmitAcknowledgement> patient = emitter.EmitAsync(new PlainEvent("patient", "s"), Patience, Cancel).AsTask();
        Task<EmitAcknowledgement> hasty = emitter.EmitAsync(new PlainEvent("hasty", "s"), TimeSpan.FromSeconds(1), Cancel).AsTask();
        await _server.WaitForEventsAsync(2);
        await Flush(emitter);
        time.Advance(TimeSpan.FromSeconds(1.1));
        await Assert.ThrowsAsync<EmitFailedException>(() => hasty);
        _server.Acknowledge = true;
        _server.Sessions[0].Cut();
        while (!patient.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(5)); // The reconnect delay.
            await Task.Delay(1, Cancel);
        }

        Assert.Equal(2, (await patient).Writes);
        Assert.Equal(["patient", "hasty", "patient"], _server.Events.Select(NameOf));
    }

    [Fact]
    public async Task EmitAsync_AtMostOnceAndConnectionLost_FailsAndIsNotWrittenAgain()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(static o => o.Delivery = DeliveryGuarantee.AtMostOnce);
        Task<EmitAcknowledgement> waiting = Acked(emitter, 1).AsTask();
        await _server.WaitForEventsAsync(1);
        _server.Acknowledge = true;
        _server.Sessions[0].Cut();
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(() => waiting);
        Assert.Equal((EmitFailure.ConnectionLost, true), (failed.Failure, failed.MayArrive));
        await Acked(emitter, 2);
        Assert.Equal(["1", "2"], _server.Events.Select(NameOf));
    }

    [Fact]
    public async Task EmitAsync_Acknowledged_OneAnswerConfirmsAndCompletes()
    {
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(static o => o.Delivery = DeliveryGuarantee.Acknowledged);
        PlainEvent.Emit(emitter, "before", "s");
        Task<EmitAcknowledgement> first = Acked(emitter, 1).AsTask();
        PlainEvent.Emit(emitter, "behind", "s");
        Task<EmitAcknowledgement> second = Acked(emitter, 2).AsTask();
        await Task.WhenAll(first, second);
        await Flush(emitter);
        Assert.Equal(["before", "1", "behind", "2"], _server.Events.Select(NameOf));
        Assert.Equal((4, 4, 0), (emitter.GetStats().Offered, emitter.GetStats().Confirmed, emitter.GetStats().Resent));
    }

    [Fact]
    public async Task EmitAsync_AcknowledgedAndAnswerOverdue_FailsAndTheBatchIsSentAgainForTheEmittersSake()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(static o =>
        {
            o.Delivery = DeliveryGuarantee.Acknowledged;
            o.Acks.Timeout = TimeSpan.FromMilliseconds(50);
        });
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(async () => await Acked(emitter, 1));
        Assert.Equal(EmitFailure.TimedOut, failed.Failure);
        await _server.WaitForSessionsAsync(2);
        Assert.Equal(0, emitter.GetStats().Confirmed);
        _server.Acknowledge = true;
        await Flush(emitter);
        Assert.Equal(1, emitter.GetStats().Confirmed);
        Assert.True(NumberOf(_server.Events[0]) >= FastEmit.Acks.PendingAcks.FirstId && NumberOf(_server.Events[^1]) < FastEmit.Acks.PendingAcks.FirstId);

        static long NumberOf(string packet) => long.Parse(Regex.Match(packet, """^42/hook,(\d+)\[""").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task EmitAsync_EnvelopeAndAttachments_AreAsForEmit()
    {
        await using HookEmitter emitter = Create(static o => o.Batch.Envelope = "batch");
        await Acked(emitter, 1);
        await new AttachmentEvent("a", [1, 2], default, new byte[] { 3 }).EmitAsync(emitter, Cancel);
        Assert.Matches("""^42/hook,\d+\["batch",\[\["plain",\{"name":"1",.*\}\]\]\]$""", _server.Events[0]);
        Assert.Matches("""^453-/files,\d+\["batch",\[\["file",\{"name":"a",.*\}\]\]\]$""", _server.Events[1]);
        Assert.Equal([[1, 2], [], [3]], _server.Attachments);
    }

    [Fact]
    public async Task EmitAsync_AttachmentsConfirmedButNotAnswered_AreWrittenAgainWhole()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create();
        Task<EmitAcknowledgement> waiting = new AttachmentEvent("a", new byte[200_000], new byte[] { 5 }, null).EmitAsync(emitter, Cancel).AsTask();
        await Flush(emitter);
        for (int i = 0; i < 50; i++)
        {
            PlainEvent.Emit(emitter, "over what was released", "s");
        }

        await Flush(emitter);
        _server.Acknowledge = true;
        _server.Sessions[0].Cut();
        await waiting;
        Assert.Equal([new byte[200_000], [5], new byte[200_000], [5]], _server.Attachments);
        Assert.DoesNotContain(_server.Others, static message => message.StartsWith("violation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EmitAsync_RingFileAndEmitterClosed_TheNextEmitterSendsItForNobody()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-acks-");
        string prefix = Path.Combine(folder.FullName, "events");
        Task<EmitAcknowledgement> waiting;
        await using (HookEmitter first = Create(o =>
        {
            o.Url = Nowhere;
            o.Ring.File = prefix;
        }))
        {
            waiting = Acked(first, 1).AsTask();
        }

        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(() => waiting);
        Assert.Equal((EmitFailure.Closed, true), (failed.Failure, failed.MayArrive));
        await using (HookEmitter second = Create(o => o.Ring.File = prefix))
        {
            await Flush(second);
            Assert.Equal(["""42/hook,["plain",{"name":"1","session_id":"s","duration_ms":5}]"""], _server.Events);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task CloseAsync_AnswerOutstanding_WaitsForItWithinTheShutdownTimeout()
    {
        _server.Acknowledge = false;
        HookEmitter emitter = Create(static o => o.ShutdownTimeout = Patience);
        Task<EmitAcknowledgement> waiting = Acked(emitter, 1).AsTask();
        await Flush(emitter);
        Task<FlushReport> closing = emitter.CloseAsync(Cancel).AsTask();
        Assert.Equal(EmitFailure.Closed, (await Assert.ThrowsAsync<EmitFailedException>(async () => await Acked(emitter, 2))).Failure);
        Assert.False(closing.IsCompleted);
        _server.Sessions[0].SendText($"43/hook,{Regex.Match(_server.Events[0], """^42/hook,(\d+)\[""").Groups[1].Value}[]");
        await waiting;
        FlushReport report = await closing;
        Assert.Equal((true, 1, 1), (report.Completed, report.Confirmed, report.Dropped[DropReason.Closed]));
    }

    [Fact]
    public async Task CloseAsync_NoAnswerEver_FailsTheWaitAtTheTimeout()
    {
        _server.Acknowledge = false;
        HookEmitter emitter = Create();
        Task<EmitAcknowledgement> waiting = Acked(emitter, 1).AsTask();
        await _server.WaitForEventsAsync(1);
        await emitter.CloseAsync(Cancel);
        Assert.Equal(EmitFailure.Closed, (await Assert.ThrowsAsync<EmitFailedException>(() => waiting)).Failure);
        Assert.Equal(0, emitter.GetStats().PendingAcks);
    }

    [Fact]
    public async Task EmitAsync_NoRoom_FailsAtOnceAndIsCounted()
    {
        await using HookEmitter emitter = Create(static o =>
        {
            o.Url = Nowhere;
            o.Ring.Capacity = 4096;
        });
        while (PlainEvent.Emit(emitter, "x", "s") == EmitResult.Queued)
        {
        }

        await AssertFails(EmitFailure.RingFull, DropReason.RingFull, emitter, count: 2);
    }

    [Fact]
    public async Task EmitAsync_CircuitOpenAndRejecting_FailsAtOnceAndIsCounted()
    {
        await using HookEmitter emitter = Create(static o =>
        {
            o.Url = Nowhere;
            o.Circuit.FailureThreshold = 1;
            o.Circuit.RecoveryTimeout = TimeSpan.FromHours(1);
            o.Circuit.WhenOpen = CircuitOpenPolicy.Reject;
        });
        PlainEvent.Emit(emitter, "x", "s");
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => emitter.GetStats().CircuitState == CircuitState.Open, Patience), Cancel));
        await AssertFails(EmitFailure.CircuitOpen, DropReason.CircuitOpen, emitter);
    }

    [Fact]
    public async Task EmitAsync_TooLarge_FailsAtOnceAndIsCounted()
    {
        await using HookEmitter emitter = Create(static o => o.MaxEventBytes = 128);
        await AssertFails(EmitFailure.TooLarge, DropReason.TooLarge, emitter, new string('x', 200));
    }

    [Fact]
    public async Task EmitAsync_LargerThanTheServerTurnsOutToTake_Fails()
    {
        _server.MaxPayload = 150;
        await using HookEmitter emitter = Create();
        await AssertFails(EmitFailure.TooLarge, DropReason.TooLarge, emitter, new string('x', 200));
        await Acked(emitter, 1);
    }

    [Fact]
    public async Task EmitAsync_TooManyPending_FailsAtOnceAndIsCounted()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(static o => o.Acks.MaxPending = 2);
        Task<EmitAcknowledgement>[] waiting = [Acked(emitter, 1).AsTask(), Acked(emitter, 2).AsTask()];
        await AssertFails(EmitFailure.TooManyPendingAcks, DropReason.TooManyPendingAcks, emitter);
        Assert.Equal(2, emitter.GetStats().PendingAcks);
        await emitter.CloseAsync(Cancel);
        Assert.All(waiting, static task => Assert.True(task.IsFaulted || !task.IsCompleted));
    }

    [Fact]
    public async Task EmitAsync_FallsBack_FailsAndTheFallbackHasIt()
    {
        ConcurrentQueue<string> fallen = [];
        await using HookEmitter emitter = Create(o =>
        {
            o.Url = Nowhere;
            o.Ring.Capacity = 4096;
            o.Overflow = OverflowPolicy.Fallback;
            o.Fallback = EventFallback.From((events, _) =>
            {
                foreach (FallbackEvent value in events.Span)
                {
                    fallen.Enqueue(Encoding.UTF8.GetString(value.Data.Span));
                }

                return new ValueTask<int>(events.Length);
            });
        });
        while (PlainEvent.Emit(emitter, "x", "s") == EmitResult.Queued)
        {
        }

        await AssertFails(EmitFailure.HandedToFallback, null, emitter, "last");
        await Flush(emitter, completes: false);
        Assert.Contains("\"last\"", fallen.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmitAsync_TimeoutNeitherPositiveNorInfinite_Throws()
    {
        await using HookEmitter emitter = Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = emitter.EmitAsync(new PlainEvent("a", "s"), TimeSpan.Zero, Cancel).AsTask(); });
        Assert.Equal(0, emitter.GetStats().Offered);
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.Acknowledged)]
    public async Task EmitAsync_ConnectionsCutAgainAndAgain_EveryWaitEndsWithAnAnswerAndEveryReadingAddsUp(DeliveryGuarantee delivery)
    {
        const int Threads = 4;
        const int Each = 300;
        _server.CutAfterEvents = 150;
        _server.Acknowledgement = static packet => $"[{NumberOf(packet)}]";
        await using HookEmitter emitter = Create(o =>
        {
            o.Delivery = delivery;
            o.MaxConnections = 2;
            o.Stamps.EventId = true;
        });
        using CancellationTokenSource done = new();
        Task watching = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    HookEmitterStats stats = emitter.GetStats();
                    Assert.Equal(stats.Offered, stats.Confirmed + stats.Written + stats.Pending + stats.FellBack + stats.Dropped.Total);
                }
            },
            Cancel);
        Task producing = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            List<Task<EmitAcknowledgement>> answers = [];
            for (int i = 0; i < Each; i++)
            {
                answers.Add(emitter.EmitAsync(new KeyedEvent(thread, (thread * 1000) + i), Patience, Cancel).AsTask());
                Assert.Equal(EmitResult.Queued, new KeyedEvent(thread, (thread * 1000) + 500 + i).Emit(emitter));
                if (i % 20 == 0)
                {
                    await answers[i];
                }
            }

            for (int i = 0; i < Each; i++)
            {
                Assert.Equal($"[{(thread * 1000) + i}]", Encoding.UTF8.GetString((await answers[i]).Arguments.Span));
            }
        })));

        // Not for ever: a reset takes the answers with it, and 150 events are fewer than what may wait.
        await _server.WaitForSessionsAsync(8);
        _server.CutAfterEvents = 0;
        await producing;
        await Flush(emitter);
        await done.CancelAsync();
        await watching;

        Assert.Equal((2 * Threads * Each, 0, 0), (emitter.GetStats().Confirmed, emitter.GetStats().Dropped.Total, emitter.GetStats().PendingAcks));
        for (int thread = 0; thread < Threads; thread++)
        {
            // First arrivals of both kinds are in the order in which they were emitted.
            int[] first = [.. _server.Events.Select(NumberOf).Where(number => number / 1000 == thread).Select(static number => number % 1000).Distinct()];
            Assert.Equal(Enumerable.Range(0, Each).SelectMany(static i => new[] { i, 500 + i }), first);
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static ValueTask<EmitAcknowledgement> Acked(HookEmitter emitter, int number) => new PlainEvent($"{number}", "s").EmitAsync(emitter, Cancel);

    private static async Task AssertFails(EmitFailure failure, DropReason? reason, HookEmitter emitter, string name = "a", int count = 1)
    {
        long queued = emitter.GetStats().Offered;
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(async () => await new PlainEvent(name, "s").EmitAsync(emitter, Cancel));
        Assert.Equal((failure, false), (failed.Failure, failed.MayArrive));
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal(queued + 1, stats.Offered);
        Assert.Equal(stats.Offered, stats.Confirmed + stats.Written + stats.Pending + stats.FellBack + stats.Dropped.Total);
        if (reason is { } dropped)
        {
            Assert.Equal(count, stats.Dropped[dropped]);
        }
    }

    private static int NumberOf(string packet) => int.Parse(Regex.Match(packet, "\"number\":(\\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    private static string NameOf(string packet) => Regex.Match(packet, "\"name\":\"([^\"]*)\"").Groups[1].Value;

    private static async Task<FlushReport> Flush(HookEmitter emitter, bool completes = true)
    {
        FlushReport report = await emitter.FlushAsync(completes ? Patience : TimeSpan.FromMilliseconds(200), Cancel);
        Assert.Equal((completes, report), (report.Completed, report));
        return report;
    }

    private HookEmitter Create(Action<HookEmitterOptions>? configure = null)
    {
        HookEmitterOptions options = new()
        {
            Url = _server.Url,
            MaxConnections = 1,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
            ShutdownTimeout = TimeSpan.FromMilliseconds(50),
            Stamps = { Timestamp = false },
        };
        configure?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
