using System.Globalization;
using System.Text.RegularExpressions;
using FastEmit.Fallbacks;
using FastEmit.Tests.Delivery;
using FastEmit.Tests.Events;
using FastEmit.Tests.Fallbacks;

namespace FastEmit.Tests;

/// <summary>Binary attachments: behind their packet, in every mode of delivery, through reconnects, files and fallbacks.</summary>
public sealed class HookEmitterAttachmentTests : IAsyncLifetime
{
    private const string Nowhere = "http://127.0.0.1:1";
    private const string Data = """{"name":"a","first":{"_placeholder":true,"num":0},"second":{"_placeholder":true,"num":1},"third":null}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Large = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * 31))];

    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Emit_Attachments_FollowTheirPacket()
    {
        await using HookEmitter emitter = Create();
        Assert.Equal(EmitResult.Queued, AttachmentEvent.Emit(emitter, "a", [1, 2], Large, null));
        FlushReport report = await Flush(emitter);
        Assert.Equal((1, 1, 0), (report.Offered, report.Confirmed, report.Pending));
        Assert.Equal([$"452-/files,[\"file\",{Data}]"], _server.Events);
        Assert.Equal([[1, 2], Large], _server.Attachments);
    }

    [Fact]
    public async Task Emit_AmongPlainEventsOfManyThreads_KeepsOrderAndStaysWhole()
    {
        await using HookEmitter emitter = Create(static o => o.Ring.Capacity = 16 << 20);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                EmitResult result = i % 3 == 0
                    ? AttachmentEvent.Emit(emitter, $"{thread}.{i}", [(byte)thread, (byte)i], Large.AsMemory(0, i), new byte[] { 3 })
                    : PlainEvent.Emit(emitter, "plain", $"{thread}", i);
                Assert.Equal(EmitResult.Queued, result);
            }
        })));
        FlushReport report = await Flush(emitter);
        Assert.Equal(2_000, report.Confirmed);
        AssertNoViolation();
        AssertAttachmentsBelongToTheirEvents();
        ILookup<string, int> numbers = _server.Events
            .Select(static packet => Regex.Match(packet, "\"session_id\":\"(\\d)\",\"duration_ms\":(\\d+)|\"name\":\"(\\d)\\.(\\d+)\""))
            .ToLookup(
                static match => match.Groups[1].Value + match.Groups[3].Value,
                static match => int.Parse(match.Groups[2].Value + match.Groups[4].Value, CultureInfo.InvariantCulture));
        for (int thread = 0; thread < 4; thread++)
        {
            Assert.Equal(Enumerable.Range(0, 500), numbers[$"{thread}"]);
        }
    }

    [Fact]
    public async Task Emit_ConnectionCutAgainAndAgain_AllArriveWholeAndInOrder()
    {
        _server.CutAfterEvents = 30;
        await using HookEmitter emitter = Create(static o => o.Ring.Capacity = 16 << 20);
        for (int i = 0; i < 200; i++)
        {
            AttachmentEvent.Emit(emitter, $"0.{i}", [0, (byte)i], Large.AsMemory(0, i), new byte[] { 3 });
        }

        await _server.WaitForSessionsAsync(4);
        _server.CutAfterEvents = 0;
        FlushReport report = await Flush(emitter);
        Assert.Equal((200, 0), (report.Confirmed, report.Dropped.Total));
        AssertNoViolation();
        AssertAttachmentsBelongToTheirEvents();
        Assert.Equal(Enumerable.Range(0, 200), _server.Events.Select(NumberOf).Distinct());
    }

    [Fact]
    public async Task Emit_AcknowledgedEnvelopeAndStamps_EachIsAloneInItsEnvelope()
    {
        await using HookEmitter emitter = Create(static o =>
        {
            o.Delivery = DeliveryGuarantee.Acknowledged;
            o.Batch.Envelope = "batch";
            o.Stamps.BatchId = true;
            o.Stamps.EventId = true;
        });
        PlainEvent.Emit(emitter, "x", "s");
        AttachmentEvent.Emit(emitter, "a", null, new byte[] { 9 }, null);
        PlainEvent.Emit(emitter, "y", "s");
        FlushReport report = await Flush(emitter);
        Assert.Equal(3, report.Confirmed);
        Assert.Equal(3, _server.Events.Count);
        Assert.Matches(
            """^451-/files,\d+\["batch",\[\["file",\{"name":"a","first":null,"second":\{"_placeholder":true,"num":0\},"third":null,"event_id":"[0-9a-f]{16}-2","batch_id":"[0-9a-f]{16}-0-2"\}\]\]\]$""",
            _server.Events[1]);
        Assert.Equal([[9]], _server.Attachments);
    }

    [Fact]
    public async Task Emit_AtMostOnce_ArrivesAndIsCountedWhenWritten()
    {
        await using HookEmitter emitter = Create(static o => o.Delivery = DeliveryGuarantee.AtMostOnce);
        AttachmentEvent.Emit(emitter, "a", [1], default, null);
        FlushReport report = await Flush(emitter);
        await _server.WaitForEventsAsync(1);
        Assert.Equal((0, 1, 0), (report.Confirmed, report.Written, report.Dropped.Total));
        Assert.Equal([[1], []], _server.Attachments);
    }

    [Fact]
    public async Task Emit_AttachmentOrAllTogetherTooLarge_IsRefusedToTheByte()
    {
        _server.MaxPayload = 1000;
        await using HookEmitter emitter = Create(static o => o.MaxEventBytes = 2500);
        AttachmentEvent.Emit(emitter, "a", null, default, null);
        await Flush(emitter);
        Assert.Equal(EmitResult.TooLarge, AttachmentEvent.Emit(emitter, "a", null, new byte[1001], null));
        Assert.Equal(EmitResult.Queued, AttachmentEvent.Emit(emitter, "a", null, new byte[1000], null));
        Assert.Equal(EmitResult.TooLarge, AttachmentEvent.Emit(emitter, "a", new byte[1000], new byte[1000], new byte[1000]));
        Assert.Equal(EmitResult.TooLarge, new AttachmentListEvent([.. Enumerable.Repeat<byte[]>([1], 11)]).Emit(emitter));
        FlushReport report = await Flush(emitter);
        Assert.Equal((5, 2, 3), (report.Offered, report.Confirmed, report.Dropped[DropReason.TooLarge]));
        Assert.Single(_server.Sessions);
    }

    [Fact]
    public async Task Emit_AttachmentLargerThanTheServerTurnsOutToTake_IsDroppedAndTheRestArrives()
    {
        _server.MaxPayload = 1000;
        await using HookEmitter emitter = Create();
        AttachmentEvent.Emit(emitter, "a", null, new byte[1001], null);
        AttachmentEvent.Emit(emitter, "b", null, new byte[1000], null);
        FlushReport report = await Flush(emitter);
        Assert.Equal((2, 1, 1), (report.Offered, report.Confirmed, report.Dropped[DropReason.TooLarge]));
        Assert.Contains("\"name\":\"b\"", Assert.Single(_server.Events), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_RingFileAndServerAway_TheNextEmitterSendsThem()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-attachments-");
        string prefix = Path.Combine(folder.FullName, "events");
        await using (HookEmitter first = Create(o =>
        {
            o.Url = Nowhere;
            o.Ring.File = prefix;
        }))
        {
            for (int i = 0; i < 20; i++)
            {
                AttachmentEvent.Emit(first, $"0.{i}", [0, (byte)i], Large.AsMemory(0, i), new byte[] { 3 });
            }
        }

        await using (HookEmitter second = Create(o => o.Ring.File = prefix))
        {
            FlushReport report = await Flush(second);
            Assert.Equal((20, 20), (report.Offered, report.Confirmed));
        }

        AssertAttachmentsBelongToTheirEvents();
        Assert.Equal(Enumerable.Range(0, 20), _server.Events.Select(NumberOf));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task CloseAsync_NothingWasConfirmed_TheFallbackGetsTheAttachmentsAsBase64()
    {
        List<string> fallen = [];
        HookEmitter emitter = Create(o =>
        {
            o.Url = Nowhere;
            o.Fallback = EventFallback.From((events, _) =>
            {
                fallen.AddRange(events.ToArray().Select(FallbackText.Json));
                return new ValueTask<int>(events.Length);
            });
        });
        AttachmentEvent.Emit(emitter, "a\\\"", [1, 2, 3, 4], default, Large);
        FlushReport report = await emitter.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (report.Offered, report.FellBack));
        Assert.Equal(
            [$$$"""{"namespace":"/files","event":"file","data":{"name":"a\\\"","first":"AQIDBA==","second":"","third":"{{{Convert.ToBase64String(Large)}}}"},"reason":"undelivered"}"""],
            fallen);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The thread's scratch buffer and its list of attachments are begun anew.</summary>
    [Fact]
    public async Task Emit_AfterOneThatThrewInTheMiddle_IsWhole()
    {
        await using HookEmitter emitter = Create();
        Acting.Act = static _ => throw new InvalidOperationException("The converter's own.");
        Assert.Throws<InvalidOperationException>(() => ActingEvent.Emit(emitter, "bad", [9], "", [9]));
        Assert.Throws<InvalidOperationException>(() => { _ = emitter.EmitAsync(new ActingEvent("bad", [9], "", [9]), Patience, TestContext.Current.CancellationToken); });
        Acting.Act = null;
        Assert.Equal(EmitResult.Queued, ActingEvent.Emit(emitter, "good", [1], "", [2]));
        FlushReport report = await Flush(emitter);
        Assert.Equal((1, 1), (report.Offered, report.Confirmed));
        Assert.Equal([Acted("good")], _server.Events);
        Assert.Equal([[1], [2]], _server.Attachments);
        Assert.Equal(0, emitter.GetStats().PendingAcks);
    }

    [Fact]
    public async Task Emit_ConverterEmitsAnEventOfItsOwn_BothAreWhole()
    {
        await using HookEmitter emitter = Create();
        Acting.Act = name =>
        {
            if (name.Length != 0)
            {
                ActingEvent.Emit(emitter, name, [3], "", [4]);
            }
        };
        Assert.Equal(EmitResult.Queued, ActingEvent.Emit(emitter, "outer", [1], "inner", [2]));
        Acting.Act = null;
        FlushReport report = await Flush(emitter);
        Assert.Equal((2, 2), (report.Offered, report.Confirmed));
        Assert.Equal([Acted("inner"), Acted("outer")], _server.Events);
        Assert.Equal([[3], [4], [1], [2]], _server.Attachments);
    }

    private static string Acted(string name) =>
        $$$"""452-/files,["acting",{"name":"{{{name}}}","before":{"_placeholder":true,"num":0},"act":"done","after":{"_placeholder":true,"num":1}}]""";

    private static int NumberOf(string packet) =>
        int.Parse(Regex.Match(packet, "\"name\":\"\\d+\\.(\\d+)\"").Groups[1].Value, CultureInfo.InvariantCulture);

    private static async Task<FlushReport> Flush(HookEmitter emitter)
    {
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(report.Completed, $"{report}, {report.LastError}");
        return report;
    }

    private void AssertNoViolation() => Assert.DoesNotContain(_server.Others, static message => message.StartsWith("violation", StringComparison.Ordinal));

    /// <summary>Events named thread.number, with the attachments [thread, number], number bytes, and [3].</summary>
    private void AssertAttachmentsBelongToTheirEvents()
    {
        Match[] names = [.. _server.Events.Select(static packet => Regex.Match(packet, "\"name\":\"(\\d+)\\.(\\d+)\"")).Where(static match => match.Success)];
        IReadOnlyList<byte[]> attachments = _server.Attachments;
        Assert.Equal(3 * names.Length, attachments.Count);
        for (int i = 0; i < names.Length; i++)
        {
            int thread = int.Parse(names[i].Groups[1].Value, CultureInfo.InvariantCulture);
            int number = int.Parse(names[i].Groups[2].Value, CultureInfo.InvariantCulture);
            Assert.Equal([(byte)thread, (byte)number], attachments[3 * i]);
            Assert.Equal(Large[..number], attachments[(3 * i) + 1]);
            Assert.Equal([3], attachments[(3 * i) + 2]);
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
            ShutdownTimeout = TimeSpan.FromMilliseconds(50),
            Stamps = { Timestamp = false },
        };
        configure?.Invoke(options);
        return HookEmitter.Create(options);
    }
}
