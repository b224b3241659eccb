using System.Text.Json;
using FastEmit.Collector;
using FastEmit.Interop.Tests.Client;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Collector;

/// <summary>FastEmit's own client and emitter against the collector.</summary>
public sealed class FastEmitClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<SocketIOTransport[]> TransportSets { get; } =
        new([SocketIOTransport.WebSocket], [SocketIOTransport.Polling], [SocketIOTransport.Polling, SocketIOTransport.WebSocket]);

    [Theory]
    [MemberData(nameof(TransportSets), DisableDiscoveryEnumeration = true)]
    public async Task Client_AcksOverEveryTransport_AreAnsweredInFull(SocketIOTransport[] transports)
    {
        List<string> numbers = [];
        await using CollectorServer server = await InteropCollector.StartAsync(numbers);
        SocketIOConnectionOptions options = new() { Transports = transports };
        await using SocketIOConnection connection = new(server.Url, options);
        SocketIOSocket socket = connection.Socket("/hook");
        await socket.ConnectAsync(Cancellation);

        for (int i = 0; i < 50; i++)
        {
            await socket.EmitAsync("numbered", i);
            SocketIOAck ack = await socket.EmitWithAckAsync("echo", i, "ä");
            Assert.Equal((i, "ä"), (ack.GetArgument(0, TestJson.Default.Int32), ack.GetArgument(1, TestJson.Default.String)));
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), numbers);
        if (transports.Length > 1)
        {
            await TestEmitter.UntilAsync(() => server.GetStats().Upgrades == 1);
            Assert.Equal(1, (await socket.EmitWithAckAsync("echo", 1)).GetArgument(0, TestJson.Default.Int32));
        }
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce, null)]
    [InlineData(DeliveryGuarantee.Acknowledged, null)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, "batch")]
    [InlineData(DeliveryGuarantee.Acknowledged, "batch")]
    public async Task Emitter_ConnectionDroppedAgainAndAgain_EveryEventIsHandledOnceAndInOrder(DeliveryGuarantee delivery, string? envelope)
    {
        const int count = 2000;
        List<string> numbers = [];
        CollectorFaults faults = new();
        await using CollectorServer server = await InteropCollector.StartAsync(numbers, options =>
        {
            options.Faults = faults;
            options.Envelopes.Add("batch");
        });
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Delivery = delivery;
        options.Batch.Envelope = envelope;
        options.Stamps.EventId = true;
        await using HookEmitter emitter = HookEmitter.Create(options);

        faults.DropConnectionAfterEvents = 300;
        for (int i = 0; i < count; i++)
        {
            await TestEmitter.EmitAsync(emitter, new NumberedEvent(0, i));
        }

        await TestEmitter.UntilAsync(() => server.GetStats().Connections > 3);
        faults.DropConnectionAfterEvents = 0;
        await TestEmitter.FlushAllAsync(emitter);

        Assert.Equal(Enumerable.Range(0, count), numbers.Select(text => JsonElement.Parse(text).GetProperty("number").GetInt32()));
        Assert.Equal(count, server.GetStats().Events);
        Assert.True(server.GetStats().Duplicates > 0, "Nothing was sent twice: the test tests nothing.");
    }

    [Fact]
    public async Task Emitter_WrongToken_IsRefusedUntilTheRightOneComes()
    {
        List<string> numbers = [];
        await using CollectorServer server = await InteropCollector.StartAsync(numbers, options => options.Token = "0123456789abcdef");
        HookEmitterOptions wrong = TestEmitter.Options(server.Url);
        wrong.Connection.Auth = "{\"token\":\"fedcba9876543210\"}";
        await using (HookEmitter refused = HookEmitter.Create(wrong))
        {
            refused.Emit(new NumberedEvent(0, 1));
            await TestEmitter.UntilAsync(() => refused.GetStats().LastError?.Contains("unauthorized", StringComparison.Ordinal) == true);
        }

        HookEmitterOptions right = TestEmitter.Options(server.Url);
        right.Connection.Auth = "{\"token\":\"0123456789abcdef\"}";
        await using HookEmitter granted = HookEmitter.Create(right);
        granted.Emit(new NumberedEvent(0, 2));
        await TestEmitter.FlushAllAsync(granted);

        Assert.Equal(["{\"series\":0,\"number\":2}"], numbers);
    }
}
