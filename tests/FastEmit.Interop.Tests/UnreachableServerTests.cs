using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>
/// Whatever stands at the URL instead of a server: the error names the URL and the answer, the events are kept, and they arrive
/// when a server stands there.
/// </summary>
public sealed class UnreachableServerTests
{
    private const int TimeoutMs = 120_000;
    private const int Events = 500;

    /// <summary>What answers, and what the error has to say about it.</summary>
    public static TheoryData<string, string> Answers { get; } = new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n<h1>Hello there</h1>", "answered 200 OK (\"<h1>Hello there</h1>\")" },
        { "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope", "answered 404 Not Found (\"nope\"). Is the Socket.IO server mounted at /socket.io/?" },
        { "HTTP/1.1 301 Moved Permanently\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "answered 301 Moved Permanently. Redirects are not followed." },
        { "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "answered 503 Service Unavailable." },
        { "SSH-2.0-OpenSSH_9.9\r\n", "does not speak HTTP" },
        { "", "closed before any answer" },
        { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n", "wrong Sec-WebSocket-Accept ('AAAA')" },
    };

    /// <summary>What comes through a WebSocket that was accepted, and what the error has to say about it.</summary>
    public static TheoryData<string, string> WebSocketAnswers { get; } = new()
    {
        { "HTTP/1.1 400 Bad Request\r\n\r\n", "answered \"HTTP/1.1 400 Bad Request\" in plain text inside it" },
        { "\u0081\u0005hello", "no Engine.IO open packet (it begins with \"hello\")" },
        { "\u0081\u00030{}", "the open packet has no usable sid" },
        { "\u0082\u00010", "the first message is binary" },
        { "\u0088\u0002\u0003\u00f1", "closed the WebSocket (code 1009" },
        { "\u0081\u0085maskhello", "A server frame is masked" },
    };

    [Theory(Timeout = TimeoutMs)]
    [MemberData(nameof(Answers))]
    public async Task Connect_SomethingElseAnswers_SaysWhatAndDeliversWhenAServerIsThere(string answer, string expected)
    {
        await using CannedServer other = CannedServer.Answering(answer);

        await AssertKeptAndDeliveredAsync(other.Port, expected);
    }

    [Theory(Timeout = TimeoutMs)]
    [MemberData(nameof(WebSocketAnswers))]
    public async Task Connect_WebSocketWithoutEngineIO_SaysWhatAndDeliversWhenAServerIsThere(string afterwards, string expected)
    {
        await using CannedServer other = CannedServer.Upgrading(afterwards);

        await AssertKeptAndDeliveredAsync(other.Port, expected);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connect_NothingIsAnswered_SaysSoAfterTheConnectTimeout(bool upgrades)
    {
        await using CannedServer other = upgrades ? CannedServer.Upgrading("") : CannedServer.Silent();

        await AssertKeptAndDeliveredAsync(
            other.Port, "no complete handshake within the connect timeout of 0.3 s", options => options.Connection.Timeout = TimeSpan.FromMilliseconds(300));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Connect_NobodyListens_SaysSoAndDeliversWhenAServerIsThere()
    {
        int port = LoopbackPort.Reserve();
        using var log = new TemporaryFile();
        await using HookEmitter emitter = TestEmitter.Create($"http://127.0.0.1:{port}");

        await TestEmitter.EmitAsync(emitter, 0, Events);
        await TestEmitter.UntilAsync(() => emitter.GetStats().Errors >= 2);
        Assert.Equal($"Cannot connect to http://127.0.0.1:{port}/socket.io/: connection refused; nothing listens there.", emitter.GetStats().LastError);
        Assert.Equal((Events, 0), (emitter.GetStats().Pending, emitter.GetStats().Dropped.Total));

        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Port = port, Namespaces = ["/hook"], Log = log.Path });
        await TestEmitter.FlushAllAsync(emitter);
        Arrivals.AssertComplete(server.ReadLog(), Events);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Connect_VersionTwoServer_SaysSoAndDeliversWhenANewOneIsThere()
    {
        await using NodeServer old = await NodeServer.StartAsync(new NodeServerOptions { Script = "server-v2.mjs" });

        await AssertKeptAndDeliveredAsync(old.Port, "Socket.IO v2");
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Connect_UpgradeRefused_NamesTheServersReason()
    {
        await using NodeServer refusing = await NodeServer.StartAsync(new NodeServerOptions { RefuseUpgrade = "wrong token" });

        await AssertKeptAndDeliveredAsync(refusing.Port, "wrong token");
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Connect_WrongPath_NamesThePath()
    {
        await using NodeServer elsewhere = await NodeServer.StartAsync(new NodeServerOptions { Path = "/other/" });

        await AssertKeptAndDeliveredAsync(elsewhere.Port, "/socket.io/");
    }

    /// <summary>Trap 9 of PROTOCOL.md: a server of the right version, asked for another one, answers 101 and then HTTP text.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task Connect_ServerRefusesTheProtocolVersion_SaysSo()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Connection.Query["EIO"] = "3"; // Twice in the query: the server sees neither version.
        await using HookEmitter emitter = HookEmitter.Create(options);

        await TestEmitter.EmitAsync(emitter, 0, 1);
        await TestEmitter.UntilAsync(() => emitter.GetStats().LastError is not null);

        Assert.Contains($"{server.Url}/socket.io/", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Contains("400", emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Join_NamespaceRefused_NamesItAndTheReasonAndDeliversWhenItIsGranted()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions
        {
            Namespaces = ["/hook"],
            RefuseNamespace = new Dictionary<string, string> { ["/hook"] = "not authorized" },
            Log = log.Path,
        });
        await using HookEmitter emitter = TestEmitter.Create(server.Url);

        await TestEmitter.EmitAsync(emitter, 0, Events);
        await TestEmitter.UntilAsync(() => emitter.GetStats().Errors >= 2);
        Assert.Contains(server.Url, emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Contains("refused namespace '/hook'", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Contains("not authorized", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Equal((Events, 0), (emitter.GetStats().Pending, emitter.GetStats().Dropped.Total));

        await server.RestartAsync(options => options with { RefuseNamespace = null });
        await TestEmitter.FlushAllAsync(emitter);
        Arrivals.AssertComplete(server.ReadLog(), Events);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Join_NamespaceUnknown_NamesIt()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        await using HookEmitter emitter = TestEmitter.Create(server.Url);

        await TestEmitter.EmitAsync(emitter, 0, 1);
        await TestEmitter.UntilAsync(() => emitter.GetStats().LastError is not null);

        Assert.Contains("'/hook'", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Contains("Invalid namespace", emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    /// <summary>The emitter talks to <paramref name="port"/> through a proxy, which then turns to a real server: the URL stays the same.</summary>
    private static async Task AssertKeptAndDeliveredAsync(int port, string expected, Action<HookEmitterOptions>? change = null)
    {
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(port);
        HookEmitterOptions options = TestEmitter.Options($"http://127.0.0.1:{proxy.Port}");
        change?.Invoke(options);
        await using HookEmitter emitter = HookEmitter.Create(options);

        await TestEmitter.EmitAsync(emitter, 0, Events);
        await TestEmitter.UntilAsync(() => emitter.GetStats().Errors >= 2);
        Assert.Contains($"http://127.0.0.1:{proxy.Port}", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Contains(expected, emitter.GetStats().LastError, StringComparison.Ordinal);
        FlushReport report = await emitter.FlushAsync(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        Assert.Equal((false, Events, 0), (report.Completed, report.Pending, report.Dropped.Total));

        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path });
        proxy.TargetPort = server.Port;
        await TestEmitter.FlushAllAsync(emitter);
        Arrivals.AssertComplete(server.ReadLog(), Events);
    }
}
