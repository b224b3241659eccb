using System.Text.Json;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>Events into the official server while nothing goes wrong. What arrived is read from the server, never from the emitter.</summary>
public sealed class DeliveryTests
{
    private const int TimeoutMs = 120_000;

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_OneLane_HandlerSeesEachEventOnceInOrderAndAllAreConfirmed()
    {
        const int events = 20_000;
        using var log = new TemporaryFile();
        await using NodeServer server = await StartAsync(log, logAt: "handler");
        await using HookEmitter emitter = TestEmitter.Create(server.Url);

        await TestEmitter.EmitAsync(emitter, 0, events);
        FlushReport report = await TestEmitter.FlushAllAsync(emitter);
        NodeCounts counts = await server.GetCountsAsync();

        Assert.Equal(events, report.Confirmed);
        Assert.Equal((events, 1), (counts.Events, counts.Connections));
        IReadOnlyList<LoggedEvent> received = server.ReadLog();
        Assert.Equal(Enumerable.Range(0, events), received.Select(e => e.Data.GetProperty("number").GetInt32()));
        Assert.Equal((0, 0), (emitter.GetStats().Resent, emitter.GetStats().Reconnects));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_ManyProducersLanesAndNamespaces_EachSeriesArrivesOnceInOrder()
    {
        const int producers = 8;
        const int events = 2_000;
        using var log = new TemporaryFile();
        await using NodeServer server = await StartAsync(log);
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.MaxConnections = 5;
        await using HookEmitter emitter = HookEmitter.Create(options);

        await Task.WhenAll(Enumerable.Range(0, producers).Select(series => Task.Run(async () =>
        {
            for (int number = 0; number < events; number++)
            {
                await TestEmitter.EmitAsync(emitter, new NumberedEvent(series, number));
                await TestEmitter.EmitAsync(emitter, new MainEvent(series, number));
            }
        })));
        await TestEmitter.FlushAllAsync(emitter);
        NodeCounts counts = await server.GetCountsAsync();

        Assert.Equal((producers * events, producers * events), (counts.ByNamespace["/"], counts.ByNamespace["/hook"]));
        Assert.InRange(counts.Connections, 2, 5);
        ILookup<string, LoggedEvent> received = server.ReadLog().ToLookup(e => e.Namespace);
        for (int series = 0; series < producers; series++)
        {
            Arrivals.AssertComplete(received["/"], events, series);
            Arrivals.AssertComplete(received["/hook"], events, series);
        }
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_NothingQueued_OpensNoConnection()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        await using HookEmitter emitter = TestEmitter.Create(server.Url);

        FlushReport report = await TestEmitter.FlushAllAsync(emitter);

        Assert.Equal(0, report.Offered);
        Assert.Equal(0, (await server.GetCountsAsync()).Connections);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("\"quoted\" \\ and \u0001 \u001f \u007f controls\r\n\t")]
    [InlineData("ä ß € 日本語 😀 \u2028\u2029 \ufeff")]
    [InlineData("</script><!-- & ' `")]
    public async Task Emit_AnyText_ArrivesAsItWas(string text)
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await StartAsync(log, logAt: "handler");
        await using HookEmitter emitter = TestEmitter.Create(server.Url);

        Assert.Equal(EmitResult.Queued, new TextEvent(text, 7).Emit(emitter));
        await TestEmitter.FlushAllAsync(emitter);
        await server.GetCountsAsync();

        JsonElement received = Assert.Single(server.ReadLog()).Data;
        Assert.Equal((text, 7), (received.GetProperty("text").GetString(), received.GetProperty("number").GetInt32()));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Handshake_AuthHeadersAndQuery_ReachTheServer()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"] });
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Connection.Auth = """{"token":"t\u00e4st"}""";
        options.Connection.Headers["X-Agent"] = "fast emit";
        options.Connection.Query["room"] = "a&b=ü";
        await using HookEmitter emitter = HookEmitter.Create(options);

        await TestEmitter.EmitAsync(emitter, 0, 1);
        await TestEmitter.FlushAllAsync(emitter);

        JsonElement handshake = (await server.GetHandshakesAsync()).EnumerateArray().Single();
        Assert.Equal("/hook", handshake.GetProperty("namespace").GetString());
        Assert.Equal("täst", handshake.GetProperty("auth").GetProperty("token").GetString());
        Assert.Equal("fast emit", handshake.GetProperty("headers").GetProperty("x-agent").GetString());
        Assert.Equal("a&b=ü", handshake.GetProperty("query").GetProperty("room").GetString());
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_LargerThanTheServerTakes_IsDroppedAndCountedAndTheRestArrives()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(
            new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, MaxHttpBufferSize = 10_000 });
        await using HookEmitter emitter = TestEmitter.Create(server.Url);
        int largest = 10_000 - """42/hook,["text",{"text":"","number":0}]""".Length;

        // The limit is not known before the first connection: the event is queued, and dropped when the server has said so.
        Assert.Equal(EmitResult.Queued, new TextEvent(new string('x', largest + 1), 0).Emit(emitter));
        Assert.Equal(EmitResult.Queued, new TextEvent(new string('x', largest), 1).Emit(emitter));
        await TestEmitter.FlushAllAsync(emitter);

        Assert.Equal(EmitResult.TooLarge, new TextEvent(new string('x', largest + 1), 2).Emit(emitter));
        Assert.Equal(EmitResult.Queued, new TextEvent(new string('x', largest), 3).Emit(emitter));
        FlushReport report = await TestEmitter.FlushAllAsync(emitter);

        Assert.Equal(2, report.Dropped[DropReason.TooLarge]);
        Assert.Equal([1, 3], server.ReadLog().Select(e => e.Data.GetProperty("number").GetInt32()));
        Assert.Equal(1, (await server.GetCountsAsync()).Connections);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task CloseAsync_EventsQueued_DeliversThemAndTheServerSeesAFarewell()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"] });
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.ShutdownTimeout = TestEmitter.Patience;
        HookEmitter emitter = HookEmitter.Create(options);
        await TestEmitter.EmitAsync(emitter, 0, 1000);

        FlushReport report = await emitter.CloseAsync(TestContext.Current.CancellationToken);

        Assert.Equal((true, 1000, 0), (report.Completed, report.Confirmed, report.Pending));
        await TestEmitter.UntilAsync(async () => (await server.GetCountsAsync()).Open == 0);
        NodeCounts counts = await server.GetCountsAsync();
        Assert.Equal(1000, counts.Events);
        Assert.Equal([("transport close", 1)], counts.CloseReasons.Select(reason => (reason.Key, (int)reason.Value)));
        Assert.Equal(EmitResult.Closed, new NumberedEvent(0, 0).Emit(emitter));
    }

    private static Task<NodeServer> StartAsync(TemporaryFile log, string logAt = "receipt") =>
        NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, LogAt = logAt });
}
