using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.SocketIO.Transports.Threads;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

public sealed class HookEmitterDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Emit_OneEvent_ArrivesAsTheContractSays()
    {
        await using HookEmitter emitter = Create();
        Assert.Equal(EmitResult.Queued, ReferenceEvent.EmitNumbered(emitter, 0));
        FlushReport report = await Flush(emitter);
        Assert.Equal([ReferenceEvent.Packet(0)], _server.Events);
        Assert.Equal(200, ReferenceEvent.Packet(0).Length);
        Assert.True(report.Completed);
        Assert.Equal((1, 1, 0), (report.Offered, report.Confirmed, report.Pending));
    }

    [Fact]
    public async Task DisposeAsync_LoopEndsOnALanesThread_CallerContinuesOnThePool()
    {
        for (int i = 0; i < 50; i++)
        {
            HookEmitter emitter = Create();
            ReferenceEvent.EmitNumbered(emitter, i);
            await Flush(emitter);
            Assert.False(IoThread.IsCurrentOne);
            await emitter.DisposeAsync();
            Assert.False(IoThread.IsCurrentOne); // where it would hold up every lane of the process
        }
    }

    [Fact]
    public async Task Emit_TenThousand_ArriveOnceInOrder()
    {
        await using HookEmitter emitter = Create();
        EmitMany(emitter, 10_000);
        FlushReport report = await Flush(emitter);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(ReferenceEvent.Packet), _server.Events);
        Assert.Equal(10_000, report.Confirmed);
    }

    [Fact]
    public async Task FlushAsync_TimeoutsOfAnyLength_AreTaken()
    {
        await using HookEmitter emitter = Create();
        foreach (TimeSpan timeout in new[] { TimeSpan.MaxValue, TimeSpan.FromDays(60), Timeout.InfiniteTimeSpan })
        {
            ReferenceEvent.EmitNumbered(emitter, 0);
            Assert.True((await emitter.FlushAsync(timeout, TestContext.Current.CancellationToken)).Completed);
        }

        ArgumentOutOfRangeException exception = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await emitter.FlushAsync(TimeSpan.FromSeconds(-1), TestContext.Current.CancellationToken));
        Assert.Equal("timeout", exception.ParamName);
    }

    [Fact]
    public async Task Emit_OtherNamespace_IsJoinedFirstWithAuth()
    {
        await using HookEmitter emitter = Create(o => o.Connection.Auth = """{"token":"t"}""");
        Assert.Equal(EmitResult.Queued, emitter.EmitJson(HookEventDescriptor.Create("e", "/hook"), "[1]"u8));
        await Flush(emitter);
        Assert.Equal("""40/hook,{"token":"t"}""", _server.Others[0]);
        Assert.Equal(["""42/hook,["e",[1]]"""], _server.Events);
    }

    [Fact]
    public async Task Emit_NoTimestampOfItsOwn_IsStamped()
    {
        await using HookEmitter emitter = Create();
        emitter.EmitJson(HookEventDescriptor.Create("e"), """ {"a":1 } """u8);
        emitter.EmitJson(HookEventDescriptor.Create("e"), "{}"u8);
        emitter.EmitJson(HookEventDescriptor.Create("e", hasTimestamp: true), "{}"u8);
        await Flush(emitter);
        const string Iso = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z";
        Assert.Matches($$"""^42\["e",\{"a":1,"timestamp":"{{Iso}}"\}\]$""", _server.Events[0]);
        Assert.Matches($$"""^42\["e",\{"timestamp":"{{Iso}}"\}\]$""", _server.Events[1]);
        Assert.Equal("""42["e",{}]""", _server.Events[2]);
    }

    [Fact]
    public async Task Emit_ServerDisconnectsTheNamespace_JoinsItAgainOnTheSameConnection()
    {
        await using HookEmitter emitter = Create();
        ReferenceEvent.EmitNumbered(emitter, 0);
        await Flush(emitter);
        _server.Sessions[0].SendText("41");
        ReferenceEvent.EmitNumbered(emitter, 1);
        FlushReport report = await Flush(emitter);
        Assert.Equal(2, report.Confirmed);
        Assert.Equal(ReferenceEvent.Packet(1), _server.Events[^1]);
        Assert.Single(_server.Sessions);
        Assert.Contains("disconnected namespace '/'", emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_ServerDisconnectsOneNamespace_TheOthersStayJoined()
    {
        await using HookEmitter emitter = Create();
        HookEventDescriptor other = HookEventDescriptor.Create("e", "/other");
        ReferenceEvent.EmitNumbered(emitter, 0);
        emitter.EmitJson(other, "1"u8);
        await Flush(emitter);
        _server.Sessions[0].SendText("41/other,");
        _server.Sessions[0].SendHeartbeat();
        await _server.WaitForOtherAsync("3");
        ReferenceEvent.EmitNumbered(emitter, 1);
        emitter.EmitJson(other, "2"u8);
        Assert.Equal(4, (await Flush(emitter)).Confirmed);
        Assert.Single(_server.Sessions);
        Assert.Single(_server.Others, static message => message == "40");
        Assert.Equal(2, _server.Others.Count(static message => message == "40/other,"));
    }

    [Fact]
    public async Task Emit_PongBehindANamespaceDisconnect_ConfirmsNothingOfBefore()
    {
        // The pong answers a watermark from before the disconnect: the events may have reached no handler.
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create();
        EmitMany(emitter, 3);
        await _server.WaitForEventsAsync(3);
        _server.Sessions[0].SendText("41");
        await _server.WaitForOtherAsync("40", times: 2);
        _server.Sessions[0].AnswerPing(0);
        _server.Sessions[0].SendHeartbeat();
        await _server.WaitForOtherAsync("3");
        Assert.Equal(0, emitter.GetStats().Confirmed);

        _server.AnswerPings = true;
        await _server.WaitForEventsAsync(6);
        ReferenceEvent.EmitNumbered(emitter, 3);
        Assert.Equal(4, (await Flush(emitter)).Confirmed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task Emit_ConnectionCutAgainAndAgain_EveryEventArrivesFirstArrivalsInOrder(int eventsPerConnection)
    {
        // Each connection dies after some events, some of which were confirmed before.
        const int Count = 3_000;
        _server.CutAfterEvents = eventsPerConnection;
        await using HookEmitter emitter = Create();
        EmitMany(emitter, Count);
        await _server.WaitForSessionsAsync(4);
        _server.CutAfterEvents = 0;
        FlushReport report = await Flush(emitter);

        Assert.Equal(Enumerable.Range(0, Count).Select(ReferenceEvent.Packet), _server.Events.Distinct());
        Assert.Equal(Count, report.Confirmed);
        HookEmitterStats stats = emitter.GetStats();
        Assert.True(stats.Resent > 0, "The cuts must have cost some events a second writing.");
        Assert.Equal(Count, stats.Sent - stats.Resent);
        Assert.True(stats.Reconnects >= 3);
    }

    [Fact]
    public async Task Emit_PongsWithheld_StaysWithinTheInFlightBudgetAndConfirmsNothing()
    {
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(o =>
        {
            o.Acks.MaxInFlightBytes = 64 << 10;
            o.ShutdownTimeout = TimeSpan.Zero;
        });
        EmitMany(emitter, 1_000);
        await _server.WaitForEventsAsync(1);
        FlushReport report = await emitter.FlushAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.False(report.Completed);
        Assert.Equal((0, 1_000), (report.Confirmed, report.Pending));
        HookEmitterStats stats = emitter.GetStats();
        Assert.InRange(stats.BytesInFlight, 1, 64 << 10);
        Assert.True(stats.Sent < 1_000);
    }

    /// <summary>What one pong shows to be received may still be written a second time: only the next one confirms it.</summary>
    [Fact]
    public async Task Emit_PongsComeOneByOne_NeverMoreIsUnconfirmedThanTheBudget()
    {
        const int Budget = 4096;
        const int Count = 500;
        int budgetInEvents = Budget / RecordHeader.RecordSize(ReferenceEvent.Packet(0).Length);
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(static o =>
        {
            o.Acks.MaxInFlightBytes = Budget;
            o.ShutdownTimeout = TimeSpan.Zero;
        });
        EmitMany(emitter, Count);
        await _server.WaitForSessionsAsync(1);
        ScriptedSession session = _server.Sessions[0];
        for (int ping = 0; emitter.GetStats().Confirmed < Count; ping++)
        {
            await WaitAsync(() => session.PingCount > ping || emitter.GetStats().Confirmed == Count);

            // What was written before this ping is counted by now, and what confirmed the rest was, too.
            int arrived = session.EventCount;
            Assert.InRange(arrived, 1, emitter.GetStats().Confirmed + budgetInEvents);
            if (session.PingCount > ping)
            {
                session.AnswerPing(ping);
            }
        }

        Assert.Equal(Count, session.EventCount);
    }

    [Fact]
    public async Task Emit_PongThatNobodyAskedFor_ConfirmsNothing()
    {
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(o => o.ShutdownTimeout = TimeSpan.Zero);
        EmitMany(emitter, 10);
        await _server.WaitForEventsAsync(10);
        foreach (long position in (long[])[0, 1, 100, long.MaxValue, -1])
        {
            byte[] payload = BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(position));
            _server.Sessions[0].SendPong(payload);
            _server.Sessions[0].SendPong(payload.AsSpan(1));
        }

        // The heartbeat is answered after the pongs were read.
        _server.Sessions[0].SendHeartbeat();
        await _server.WaitForOtherAsync("3");
        Assert.Equal(0, emitter.GetStats().Confirmed);
    }

    [Fact]
    public async Task Emit_ServersHeartbeatAndPing_AreAnswered()
    {
        await using HookEmitter emitter = Create();
        ReferenceEvent.EmitNumbered(emitter, 0);
        await Flush(emitter);
        _server.Sessions[0].SendHeartbeat();
        _server.Sessions[0].SendPing("are you there");
        await _server.WaitForOtherAsync("3");
        await _server.WaitForOtherAsync("pong are you there");
    }

    [Fact]
    public async Task Emit_BeforeTheServerGrantsTheNamespace_NothingIsSent()
    {
        _server.AnswerConnect = false;
        await using HookEmitter emitter = Create(o => o.Connection.Timeout = TimeSpan.FromMilliseconds(100));
        ReferenceEvent.EmitNumbered(emitter, 0);
        await _server.WaitForSessionsAsync(3);
        Assert.Empty(_server.Events);
        Assert.Contains("did not answer CONNECT to namespace '/'", emitter.GetStats().LastError, StringComparison.Ordinal);

        _server.AnswerConnect = true;
        Assert.Equal(1, (await Flush(emitter)).Confirmed);
    }

    [Fact]
    public async Task Emit_NamespaceRefused_KeepsTheEventsAndNamesTheServersAnswer()
    {
        _server.RefuseConnect = "not today";
        await using HookEmitter emitter = Create();
        ReferenceEvent.EmitNumbered(emitter, 0);
        await _server.WaitForOtherAsync("40", times: 3);
        string error = emitter.GetStats().LastError!;
        Assert.Contains(_server.Url, error, StringComparison.Ordinal);
        Assert.Contains("refused namespace '/'", error, StringComparison.Ordinal);
        Assert.Contains("not today", error, StringComparison.Ordinal);

        _server.RefuseConnect = null;
        Assert.Equal(1, (await Flush(emitter)).Confirmed);
    }

    [Fact]
    public async Task Emit_ServerOfVersionTwo_IsNamedInTheError()
    {
        _server.ConnectReply = "";
        await using HookEmitter emitter = Create(o => o.ShutdownTimeout = TimeSpan.Zero);
        ReferenceEvent.EmitNumbered(emitter, 0);
        await _server.WaitForSessionsAsync(2);
        Assert.Contains("Socket.IO v2", emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_LargerThanTheServerTakes_IsDroppedAndTheRestArrives()
    {
        _server.MaxPayload = 300;
        byte[] large = [.. "\""u8, .. Enumerable.Repeat((byte)'x', 400), .. "\""u8];
        HookEventDescriptor descriptor = HookEventDescriptor.Create("large");
        await using HookEmitter emitter = Create();

        // Queued before the server has said what it takes, and after.
        Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, large));
        ReferenceEvent.EmitNumbered(emitter, 0);
        Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, large));
        FlushReport report = await Flush(emitter);
        Assert.Equal(EmitResult.TooLarge, emitter.EmitJson(descriptor, large));

        Assert.Equal([ReferenceEvent.Packet(0)], _server.Events);
        Assert.True(report.Completed);
        Assert.Equal((3, 1, 0, 2), (report.Offered, report.Confirmed, report.Pending, report.Dropped[DropReason.TooLarge]));
        Assert.Equal(3, emitter.GetStats().Dropped[DropReason.TooLarge]);
    }

    [Fact]
    public async Task Emit_AtMostOnce_IsCountedAsWrittenAndNeverWrittenAgain()
    {
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(o => o.Delivery = DeliveryGuarantee.AtMostOnce);
        EmitMany(emitter, 100);
        FlushReport report = await Flush(emitter);
        Assert.Equal((0, 100), (report.Confirmed, report.Written));
        await _server.WaitForEventsAsync(100);
        _server.Sessions[0].Cut();
        EmitMany(emitter, 100);
        report = await Flush(emitter);
        Assert.Equal((200, 0), (report.Offered, report.Pending));
        Assert.Equal((0, 200), (report.Confirmed, report.Written + report.Dropped.Total));
        Assert.Equal(0, emitter.GetStats().Resent);
    }

    [Fact]
    public async Task Emit_AtMostOnceToAServerThatAnswersNoPings_IsHeldUpForTheConnectTimeoutAtMost()
    {
        // Far more than is on the way before anything is known of the server's speed.
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(static o =>
        {
            o.Delivery = DeliveryGuarantee.AtMostOnce;
            o.Connection.Timeout = TimeSpan.FromMilliseconds(200);
        });
        EmitMany(emitter, 10_000);
        await Flush(emitter);
        await _server.WaitForEventsAsync(10_000);
        Assert.Single(_server.Sessions);
    }

    [Fact]
    public async Task Emit_FromManyThreads_EachThreadsEventsArriveInOrder()
    {
        const int Threads = 8;
        const int Each = 2_000;
        await using HookEmitter emitter = Create();
        HookEventDescriptor descriptor = HookEventDescriptor.Create("e", hasTimestamp: true);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, System.Text.Encoding.UTF8.GetBytes($"[{thread},{i}]")));
            }
        })));
        await Flush(emitter);
        foreach (IGrouping<string, string> thread in _server.Events.GroupBy(static e => e[8..e.IndexOf(',', 8)]))
        {
            Assert.Equal(Each, thread.Count());
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $$"""42["e",[{{thread.Key}},{{i}}]]"""), thread);
        }
    }

    [Fact]
    public async Task CloseAsync_ServerThere_FlushesTakesLeaveAndRefusesLaterEvents()
    {
        HookEmitter emitter = Create();
        EmitMany(emitter, 25);
        FlushReport report = await emitter.CloseAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Completed);
        Assert.Equal((25, 25, 0), (report.Offered, report.Confirmed, report.Pending));
        Assert.Contains("41", _server.Others);
        Assert.Contains("close 1000", _server.Others);
        Assert.Equal(EmitResult.Closed, ReferenceEvent.EmitNumbered(emitter, 0));
        Assert.Equal(1, emitter.GetStats().Dropped[DropReason.Closed]);
        Assert.Equal(report, await emitter.CloseAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CloseAsync_ServerSilent_ReturnsWithinItsBoundAndCountsWhatIsLost()
    {
        _server.AnswerPings = false;
        HookEmitter emitter = Create(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        EmitMany(emitter, 25);
        FlushReport report = await emitter.CloseAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.False(report.Completed);
        Assert.Equal((25, 0, 0), (report.Offered, report.Confirmed, report.Pending));
        Assert.Equal(25, report.Dropped[DropReason.Undelivered]);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void EmitMany(HookEmitter emitter, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(EmitResult.Queued, ReferenceEvent.EmitNumbered(emitter, i));
        }
    }

    private static async Task<FlushReport> Flush(HookEmitter emitter) =>
        await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);

    private static async Task WaitAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private HookEmitter Create(Action<HookEmitterOptions>? configure = null)
    {
        HookEmitterOptions options = new()
        {
            Url = _server.Url,
            MaxConnections = 1,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
        };
        configure?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
