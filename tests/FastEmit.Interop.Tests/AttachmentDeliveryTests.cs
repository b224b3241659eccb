using System.Text.Json;
using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>Events with binary attachments into the official server: bytes and order as the handler sees them.</summary>
public sealed class AttachmentDeliveryTests : IAsyncLifetime
{
    private const int TimeoutMs = 120_000;

    private readonly TemporaryFile _log = new();
    private NodeServer _server = null!;
    private TcpFaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await NodeServer.StartAsync(
            new NodeServerOptions { Namespaces = ["/hook"], Log = _log.Path, LogAt = "handler", Ack = true, PingInterval = 300, PingTimeout = 20_000 });
        _proxy = TcpFaultProxy.Start(_server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, null)]
    [InlineData(DeliveryGuarantee.AtMostOnce, null)]
    [InlineData(DeliveryGuarantee.Acknowledged, null)]
    [InlineData(DeliveryGuarantee.Acknowledged, "batch")]
    public async Task Emit_AmongPlainEvents_HandlerSeesAllBytesOnceAndInOrder(DeliveryGuarantee delivery, string? envelope)
    {
        await using HookEmitter emitter = Create(o => (o.Delivery, o.Batch.Envelope) = (delivery, envelope));
        await EmitAsync(emitter, 0, 300);
        await TestEmitter.FlushAllAsync(emitter);
        await TestEmitter.UntilAsync(() => Received().Count == 300); // At-most-once is flushed when it is written.

        IReadOnlyList<JsonElement> received = Received();
        Assert.Equal(Enumerable.Range(0, 300), received.Select(static data => data.GetProperty("number").GetInt32()));
        Assert.All(received, AssertBytes);
        Assert.Equal((0, 1), (emitter.GetStats().Resent, _proxy.ConnectionCount));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task ResetInMidFrame_AtManyPlaces_EveryEventArrivesWholeAndInOrder()
    {
        await using HookEmitter emitter = Create(static _ => { });
        int emitted = 0;
        for (int place = 0; place < 20; place++)
        {
            long reconnects = emitter.GetStats().Reconnects;
            long confirmed = emitter.GetStats().Confirmed;
            await EmitAsync(emitter, emitted, 50);
            emitted += 50;
            await TestEmitter.UntilAsync(() => emitter.GetStats().Confirmed > confirmed); // The present connection works.
            _proxy.ResetAfter(1 + (773 * place));
            while (emitter.GetStats().Reconnects == reconnects)
            {
                await EmitAsync(emitter, emitted, 10);
                emitted += 10;
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }

        FlushReport report = await TestEmitter.FlushAllAsync(emitter);
        Assert.Equal((emitted, 0), (report.Confirmed, report.Dropped.Total));
        IReadOnlyList<JsonElement> received = Received();
        Assert.All(received, AssertBytes);
        HashSet<int> seen = [];
        Assert.Equal(Enumerable.Range(0, emitted), received.Select(static data => data.GetProperty("number").GetInt32()).Where(seen.Add));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task SlicedIntoSingleBytes_WhileHeartbeatsFlow_AttachmentsStayWithTheirPacket()
    {
        _proxy.ToServer = new LinkConditions { SliceBytes = 1 };
        await using HookEmitter emitter = Create(static _ => { });
        await EmitAsync(emitter, 0, 60);
        await TestEmitter.FlushAllAsync(emitter);
        Assert.Equal(Enumerable.Range(0, 60), Received().Select(static data => data.GetProperty("number").GetInt32()));
        Assert.All(Received(), AssertBytes);
        Assert.Equal((0, 1), (emitter.GetStats().Resent, _proxy.ConnectionCount));
    }

    private HookEmitter Create(Action<HookEmitterOptions> configure)
    {
        HookEmitterOptions options = TestEmitter.Options($"http://127.0.0.1:{_proxy.Port}");
        configure(options);
        return HookEmitter.Create(options);
    }

    /// <summary>Every third event has attachments.</summary>
    private static async Task EmitAsync(HookEmitter emitter, int first, int count)
    {
        for (int number = first; number < first + count; number++)
        {
            await (number % 3 == 0
                ? TestEmitter.EmitAsync(emitter, BinaryEvent.Numbered(number))
                : TestEmitter.EmitAsync(emitter, new NumberedEvent(0, number)));
        }
    }

    /// <summary>The data of the events that the handler saw, out of their envelopes.</summary>
    private List<JsonElement> Received() =>
    [
        .. _server.ReadLog().SelectMany(static logged => logged.Name == "batch"
            ? logged.Data.EnumerateArray().Select(static element => element[1])
            : [logged.Data]),
    ];

    private static void AssertBytes(JsonElement data)
    {
        if (data.TryGetProperty("first", out JsonElement first))
        {
            BinaryEvent expected = BinaryEvent.Numbered(data.GetProperty("number").GetInt32());
            Assert.Equal(expected.First, Bytes(first));
            Assert.Equal(expected.Second.ToArray(), Bytes(data.GetProperty("second")));
        }
    }

    /// <summary>Node's JSON of a Buffer.</summary>
    private static byte[] Bytes(JsonElement buffer)
    {
        Assert.Equal("Buffer", buffer.GetProperty("type").GetString());
        return [.. buffer.GetProperty("data").EnumerateArray().Select(static value => value.GetByte())];
    }
}
