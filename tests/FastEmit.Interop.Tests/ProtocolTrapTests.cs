using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>The traps of PROTOCOL.md that an emitter can fall into, each against the real server. Trap 9 is in <see cref="UnreachableServerTests"/>.</summary>
[Collection(AloneOnTheMachine.Name)]
public sealed class ProtocolTrapTests
{
    private const int TimeoutMs = 120_000;

    /// <summary>Trap 1: an event before the namespace is granted closes the connection.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task Join_GrantedLate_NothingIsSentBeforeAndTheConnectionLasts()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, ConnectDelay = 300 });
        await using HookEmitter emitter = TestEmitter.Create(server.Url);

        for (int i = 0; i < 100; i++)
        {
            await TestEmitter.EmitAsync(emitter, i, 1);
            Assert.Equal(EmitResult.Queued, new MainEvent(1, i).Emit(emitter));
        }

        await TestEmitter.FlushAllAsync(emitter);

        Arrivals.AssertComplete(server.ReadLog().Where(e => e.Namespace == "/hook"), 100);
        Arrivals.AssertComplete(server.ReadLog().Where(e => e.Namespace == "/"), 100, series: 1);
        NodeCounts counts = await server.GetCountsAsync();
        Assert.Equal((1, 1), (counts.Connections, counts.Open));
        Assert.Equal(0, emitter.GetStats().Errors);
    }

    /// <summary>Trap 2: behind the server's <c>41/hook</c> one event on its way closes the whole connection.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task Disconnect_ByTheServerWhileEventsFlow_EmitterComesBackAndEveryEventArrives()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path });
        await using HookEmitter emitter = TestEmitter.Create(server.Url);
        int emitted = 0;

        for (int round = 0; round < 10; round++)
        {
            long reconnects = emitter.GetStats().Reconnects;
            do
            {
                await EmitMoreAsync();
                await server.DisconnectAsync("/hook"); // Nothing happens while nobody has joined.
            }
            while (emitter.GetStats().Reconnects == reconnects);
        }

        await TestEmitter.FlushAllAsync(emitter);

        Arrivals.AssertComplete(server.ReadLog().Where(e => e.Namespace == "/hook"), emitted);
        Arrivals.AssertComplete(server.ReadLog().Where(e => e.Namespace == "/"), emitted, series: 1);

        async Task EmitMoreAsync()
        {
            for (int i = 0; i < 200; i++, emitted++)
            {
                await TestEmitter.EmitAsync(emitter, new NumberedEvent(0, emitted));
                await TestEmitter.EmitAsync(emitter, new MainEvent(1, emitted));
            }
        }
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task CloseConnections_ByTheServerWhileEventsFlow_EmitterComesBackAndEveryEventArrives()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path });
        await using HookEmitter emitter = TestEmitter.Create(server.Url);

        for (int round = 0; round < 10; round++)
        {
            await TestEmitter.EmitAsync(emitter, round * 500, 500);
            await TestEmitter.UntilAsync(() => emitter.GetStats().ActiveConnections == 1);
            await server.CloseConnectionsAsync();
        }

        await TestEmitter.FlushAllAsync(emitter);

        Arrivals.AssertComplete(server.ReadLog(), 5_000);
    }

    /// <summary>
    /// Trap 3: the answer to a heartbeat queues behind the client's own events. How many are on the way follows from how fast the
    /// server takes them, so that it comes in time whatever is allowed.
    /// </summary>
    [Theory(Timeout = TimeoutMs)]
    [InlineData(256 * 1024, DeliveryGuarantee.AtLeastOnce)]
    [InlineData(64 << 20, DeliveryGuarantee.AtLeastOnce)]
    [InlineData(64 << 20, DeliveryGuarantee.AtMostOnce)]
    [InlineData(64 << 20, DeliveryGuarantee.Acknowledged)]
    public async Task Flood_SlowServer_HeartbeatIsAnswered(int maxInFlightBytes, DeliveryGuarantee delivery)
    {
        const int Events = 20_000;
        await using NodeServer server = await NodeServer.StartAsync(
            new NodeServerOptions { Namespaces = ["/hook"], PingInterval = 500, PingTimeout = 3000, HandlerDelayMicros = 200, Ack = true });
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Acks.MaxInFlightBytes = maxInFlightBytes;
        options.Ring.Capacity = 64 << 20;
        options.Delivery = delivery;
        await using HookEmitter emitter = HookEmitter.Create(options);

        // They take the server four seconds, more than a heartbeat may.
        string text = new('x', 100);
        for (int i = 0; i < Events; i++)
        {
            Assert.Equal(EmitResult.Queued, new TextEvent(text, i).Emit(emitter));
        }

        await TestEmitter.FlushAllAsync(emitter);
        await TestEmitter.UntilAsync(async () => (await server.GetCountsAsync()).Events >= Events);
        NodeCounts counts = await server.GetCountsAsync();
        Assert.True(emitter.GetStats().LastError is null, emitter.GetStats().LastError);
        Assert.Equal((1, 1, Events), (counts.Connections, counts.Open, counts.Events));
    }
}
