using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using FastEmit.Events;
using FastEmit.FaultProxy;
using FastEmit.SocketIO.Transports.Threads;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>Batches that show on the wire, acknowledgements, and servers that answer no pings.</summary>
public sealed class HookEmitterBatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HookEventDescriptor Plain = HookEventDescriptor.Create("e", hasTimestamp: true);
    private static readonly HookEventDescriptor Other = HookEventDescriptor.Create("o", "/other", hasTimestamp: true);

    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Emit_WindowOpen_WaitsForCompanyUntilTheWindowEnds()
    {
        ManualTimeProvider time = new();
        await using HookEmitter emitter = Create(o => o.TimeProvider = time);
        Emit(emitter, 0, 3);
        await _server.WaitForSessionsAsync(1);
        Emit(emitter, 3, 3);

        // The heartbeat's timer and the window's.
        await time.WaitForTimersAsync(2, TestContext.Current.CancellationToken);
        Assert.Empty(_server.Events);
        time.Advance(TimeSpan.FromMilliseconds(50));
        await _server.WaitForEventsAsync(6);
    }

    [Fact]
    public async Task Emit_BatchFull_EndsTheWindowEarly()
    {
        // The clock stands still: only the tenth event can end the window.
        await using HookEmitter emitter = Create(o => o.TimeProvider = new ManualTimeProvider());
        Emit(emitter, 0, 10);
        await _server.WaitForEventsAsync(10);
    }

    /// <summary>A window is the most that an event waits for company. It is no pace: a hundred batches do not take a hundred windows.</summary>
    [Fact]
    public async Task Emit_BacklogOfAHundredBatches_WaitsForNoWindow()
    {
        await using HookEmitter emitter = Create(o => o.TimeProvider = new ManualTimeProvider());
        Emit(emitter, 0, 1_000);
        await _server.WaitForEventsAsync(1_000);
    }

    [Fact]
    public async Task Emit_BusyPoll_TheSendersThreadSleepsOnlyWhenItIsOver()
    {
        Assert.SkipWhen(IoThread.For(TimeProvider.System) is null || Environment.ProcessorCount >= 8, "There is no I/O thread here, or more than one.");
        IoThread thread = IoThread.For(TimeProvider.System)!;
        TimeSpan busy = TimeSpan.FromMilliseconds(500);
        await using HookEmitter emitter = Create(o => o.Batch.BusyPoll = busy);
        long before = Stopwatch.GetTimestamp();
        Emit(emitter, 0, 1);
        Assert.True((await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);
        Assert.True(SpinWait.SpinUntil(() => thread.IsAsleep, Patience));
        Assert.True(Stopwatch.GetElapsedTime(before) >= busy);
    }

    [Fact]
    public async Task Emit_NoWindow_IsSentAtOnce()
    {
        await using HookEmitter emitter = Create(o =>
        {
            o.TimeProvider = new ManualTimeProvider();
            o.Batch.Window = TimeSpan.Zero;
        });
        Emit(emitter, 0, 1);
        await _server.WaitForEventsAsync(1);
    }

    [Fact]
    public async Task Emit_BatchOfManyBytes_EndsTheWindowEarly()
    {
        await using HookEmitter emitter = Create(o =>
        {
            o.TimeProvider = new ManualTimeProvider();
            o.Batch.MaxBytes = 1024;
        });
        emitter.EmitJson(Plain, JsonSerializer.SerializeToUtf8Bytes(new string('x', 600)));
        emitter.EmitJson(Plain, JsonSerializer.SerializeToUtf8Bytes(new string('x', 600)));
        await _server.WaitForEventsAsync(2);
    }

    [Fact]
    public async Task Emit_Envelope_SendsEachBatchAsOnePacketOfArgumentArrays()
    {
        await using HookEmitter emitter = Create(o => o.Batch.Envelope = "batch");
        Emit(emitter, 0, 12);
        emitter.EmitJson(Other, "{}"u8);
        Emit(emitter, 12, 1);
        FlushReport report = await Flush(emitter);
        Assert.Equal(14, report.Confirmed);

        string[] elements = [.. _server.Events.SelectMany(Elements)];
        Assert.Equal([.. Enumerable.Range(0, 12).Select(Element), """["o",{}]""", Element(12)], elements);
        Assert.All(_server.Events, static packet => Assert.InRange(Elements(packet).Count(), 1, 10));
        Assert.Single(_server.Events, static packet => packet == """42/other,["batch",[["o",{}]]]""");
    }

    [Fact]
    public async Task Emit_EnvelopeAndMaxPayload_NoMessageIsLargerThanTheServerTakes()
    {
        _server.MaxPayload = 200;
        await using HookEmitter emitter = Create(o =>
        {
            o.Batch.Envelope = "batch";
            o.Stamps.BatchId = true;
            o.Delivery = DeliveryGuarantee.Acknowledged;
        });
        Emit(emitter, 0, 50);
        FlushReport report = await Flush(emitter);
        Assert.Equal(50, report.Confirmed);
        Assert.All(_server.Events, static packet => Assert.InRange(packet.Length, 1, 200));
        Assert.Contains(_server.Events, static packet => Elements(packet).Count() > 1);
    }

    [Fact]
    public async Task Emit_StampBatchId_OneIdForABatchAndAnotherForTheNext()
    {
        await using HookEmitter emitter = Create(o => o.Stamps.BatchId = true);
        for (int batch = 0; batch < 3; batch++)
        {
            Emit(emitter, 0, 5);
            await Flush(emitter);
        }

        emitter.EmitJson(Plain, "{}"u8);
        emitter.EmitJson(Plain, "[{}]"u8);
        await Flush(emitter);

        string[] ids = [.. _server.Events.Take(15).Select(static packet => Regex.Match(packet, ""","batch_id":"([0-9a-f]{16}-0-\d+)"\}\]$""").Groups[1].Value)];
        Assert.DoesNotContain("", ids);
        foreach (string[] batch in ids.Chunk(5))
        {
            Assert.Single(batch.Distinct());
        }

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Matches("""^42\["e",\{"batch_id":"[0-9a-f]{16}-0-4"\}\]$""", _server.Events[15]);
        Assert.Equal("""42["e",[{}]]""", _server.Events[16]);
    }

    [Fact]
    public async Task Emit_StampEventId_IsUniqueIncreasingAndTheSameWhenSentAgain()
    {
        _server.CutAfterEvents = 20;
        await using HookEmitter emitter = Create(o => o.Stamps.EventId = true);
        Emit(emitter, 0, 100);
        await _server.WaitForSessionsAsync(3);
        _server.CutAfterEvents = 0;
        await Flush(emitter);
        (string Event, long Id)[] stamped =
        [
            .. _server.Events.Select(static packet => Regex.Match(packet, """[{]"n":(\d+),"event_id":"[0-9a-f]{16}-(\d+)"\}"""))
                .Select(static match => (match.Groups[1].Value, long.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture))),
        ];
        Assert.True(stamped.Length > 100, "Some must have come twice.");
        Assert.Equal(100, stamped.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 100).Select(static n => (long)n), stamped.Select(static s => s.Id).Distinct());
    }

    [Fact]
    public async Task Emit_Acknowledged_AsksOnceABatchAndConfirmsByTheHandlersAnswer()
    {
        _server.AnswerPings = false;
        await using HookEmitter emitter = Create(o => o.Delivery = DeliveryGuarantee.Acknowledged);
        Emit(emitter, 0, 25);
        emitter.EmitJson(Other, "1"u8);
        Assert.Equal(26, (await Flush(emitter)).Confirmed);
        int asked = _server.Events.Count(static packet => char.IsAsciiDigit(packet[packet.IndexOf('[', StringComparison.Ordinal) - 1]) && packet[2] != '[');
        Assert.InRange(asked, 4, 10);
        Assert.Matches("""^42/other,\d+\["o",1\]$""", _server.Events[25]);
    }

    [Fact]
    public async Task Emit_AcknowledgedButHandlersSilent_ConfirmsNothing()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(o =>
        {
            o.Delivery = DeliveryGuarantee.Acknowledged;
            o.ShutdownTimeout = TimeSpan.Zero;
        });
        Emit(emitter, 0, 5);
        await _server.WaitForEventsAsync(5);
        _server.Sessions[0].SendText("437[]");
        _server.Sessions[0].SendText("43999999[]");
        _server.Sessions[0].SendHeartbeat();
        await _server.WaitForOtherAsync("3");
        Assert.Equal(0, emitter.GetStats().Confirmed);
    }

    [Fact]
    public async Task Emit_AcknowledgementOverdue_SendsAgainOnAnotherConnection()
    {
        _server.Acknowledge = false;
        await using HookEmitter emitter = Create(o =>
        {
            o.Delivery = DeliveryGuarantee.Acknowledged;
            o.Acks.Timeout = TimeSpan.FromMilliseconds(50);
        });
        Emit(emitter, 0, 5);
        await _server.WaitForSessionsAsync(2);
        Assert.Contains("did not acknowledge", emitter.GetStats().LastError, StringComparison.Ordinal);
        _server.Acknowledge = true;
        Assert.Equal(5, (await Flush(emitter)).Confirmed);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Element(int number) => $$"""["e",{"n":{{number}}}]""";

    private static IEnumerable<string> Elements(string packet)
    {
        JsonElement[] arguments = JsonSerializer.Deserialize<JsonElement[]>(packet[packet.IndexOf('[', StringComparison.Ordinal)..])!;
        Assert.Equal("batch", arguments[0].GetString());
        return arguments[1].EnumerateArray().Select(static element => element.GetRawText());
    }

    private static void Emit(HookEmitter emitter, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(Plain, System.Text.Encoding.UTF8.GetBytes($$"""{"n":{{i}}}""")));
        }
    }

    private static async Task<FlushReport> Flush(HookEmitter emitter) =>
        await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);

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
