using System.Net;
using System.Text.Json;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class TransportTests(ClientServer server)
{
    private static readonly SocketIOConnectionOptions PollingOnly = ClientServer.Quick with { Transports = [SocketIOTransport.Polling] };

    private static readonly SocketIOConnectionOptions Upgrading =
        ClientServer.Quick with { Transports = [SocketIOTransport.Polling, SocketIOTransport.WebSocket] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Polling_EventsAcksAndBinaryBothWays_Arrive()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync(PollingOnly);
        SocketIOSocket socket = connection.Socket("/foo");
        Expect<int> bytes = new("binary from the server");
        socket.On("binary", (in SocketIOEvent e) => bytes.Set(e.GetAttachment(0).Length));
        await socket.ConnectAsync(Cancel);

        SocketIOAck ack = await socket.EmitWithAckAsync("describe", new byte[] { 1, 2 }, "ü");
        await socket.EmitAsync("binary please", 70_000);

        Assert.Equal("polling", connection.TransportName);
        Assert.Equal("polling", await socket.AskTextAsync("transport"));
        Assert.Equal("""[{"buffer":"0102"},"ü"]""", JsonElement.Parse(ack.Json.Span)[0].GetRawText());
        Assert.Equal(70_000, await bytes.Async());
    }

    [Fact]
    public async Task Polling_MoreThanMaxPayloadWaits_GoesInSeveralRequestsInOrder()
    {
        await using NodeServer small = await ClientServer.StartAsync(new NodeServerOptions { MaxHttpBufferSize = 2000 });
        await using SocketIOConnection connection = new(small.Url, PollingOnly);
        SocketIOSocket socket = connection.Socket();
        for (int i = 0; i < 200; i++)
        {
            await socket.EmitAsync("remember", "k", i);
        }

        await socket.ConnectAsync(Cancel);

        JsonElement seen = await socket.AskJsonAsync("attempts", "\"k\"");
        Assert.Equal(Enumerable.Range(0, 200), seen.EnumerateArray().Select(static e => e.GetInt32()));
    }

    [Fact]
    public async Task Polling_ServerClosesOrClientLeaves_IsToldAndReconnects()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync(PollingOnly);
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> lost = new("the loss");
        socket.Disconnected += (_, close) => lost.Set(close.Reason);
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync("cut transport");

        Assert.Contains(await lost.Async(), new[] { DisconnectReason.TransportClose, DisconnectReason.TransportError });
        await socket.ConnectAsync(Cancel);
        await socket.DisconnectAsync();
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public async Task Polling_ServerGoesAway_IsATransportError()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions());
        await using SocketIOConnection connection = new(node.Url, PollingOnly);
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> lost = new("the loss");
        socket.Disconnected += (_, close) => lost.Set(close.Reason);
        await socket.ConnectAsync(Cancel);

        await node.RestartAsync();

        Assert.Equal(DisconnectReason.TransportError, await lost.Async());
        await socket.ConnectAsync(Cancel);
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task Upgrade_WhileEventsFlow_MovesToWebSocketAndLosesNothing()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync(Upgrading);
        SocketIOSocket socket = connection.Socket();
        string key = Guid.NewGuid().ToString();
        await socket.ConnectAsync(Cancel);

        int sent = 0;
        while (connection.TransportName != "websocket" || sent < 200)
        {
            await socket.EmitAsync("remember", key, sent++);
            await socket.AskTextAsync("id");
        }

        JsonElement seen = await socket.AskJsonAsync("attempts", $"\"{key}\"");
        Assert.Equal(Enumerable.Range(0, sent), seen.EnumerateArray().Select(static e => e.GetInt32()));
        Assert.Equal("websocket", await socket.AskTextAsync("transport"));
    }

    [Fact]
    public async Task Upgrade_Off_StaysOnPolling()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync(Upgrading with { Upgrade = false });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        await socket.AskTextAsync("id");

        Assert.Equal("polling", await socket.AskTextAsync("transport"));
    }

    [Fact]
    public async Task TryAllTransports_FirstIsRefused_TakesTheSecond()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Transports = ["websocket"] });
        SocketIOConnectionOptions options = Upgrading with { TryAllTransports = true };
        await using SocketIOConnection connection = new(node.Url, options);
        await using SocketIOConnection without = new(node.Url, options with { TryAllTransports = false, Reconnection = false });

        await connection.Socket().ConnectAsync(Cancel);
        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => without.Socket().ConnectAsync(Cancel));

        Assert.Equal("websocket", connection.TransportName);
        Assert.Contains("transports", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/mine/", "/mine/", true)]
    [InlineData("/mine/", "/mine", true)]
    [InlineData("/mine", "/mine", true)]
    [InlineData("/mine/", "mine", true)]
    [InlineData("/mine", "/mine", false)]
    public async Task Path_WithAndWithoutTrailingSlash_IsFound(string mount, string path, bool addSlash)
    {
        string expected = addSlash ? "/mine/" : "/mine";
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Path = mount });
        foreach (SocketIOConnectionOptions options in new[] { ClientServer.Quick, PollingOnly })
        {
            await using SocketIOConnection connection = new(node.Url, options with { Path = path, AddTrailingSlash = addSlash });
            SocketIOSocket socket = connection.Socket();

            await socket.ConnectAsync(Cancel);

            JsonElement handshake = await socket.AskJsonAsync("handshake");
            Assert.StartsWith(expected + "?EIO=4", handshake.GetProperty("url").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cookies_SetByTheHandshake_AreKeptAndSentOnReconnect()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Cookie = true });
        CookieContainer cookies = new();
        cookies.Add(new Uri(node.Url), new Cookie("mine", "1"));
        await using SocketIOConnection connection = new(node.Url, PollingOnly with { Cookies = cookies });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        await socket.DisconnectAsync();

        await socket.ConnectAsync(Cancel);

        string cookie = (await socket.AskJsonAsync("handshake")).GetProperty("headers").GetProperty("cookie").GetString()!;
        Assert.Contains("mine=1", cookie, StringComparison.Ordinal);
        Assert.Contains("io=", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnixSocket_InsteadOfHostAndPort_Connects()
    {
        using TemporaryFile path = new();
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { UnixSocket = path.Path });
        await using SocketIOConnection connection = new("http://localhost", ClientServer.Quick with { UnixSocketPath = path.Path });
        SocketIOSocket socket = connection.Socket();

        await socket.ConnectAsync(Cancel);

        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task IPv6_LoopbackAddress_Connects()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Host = "::1" });
        await using SocketIOConnection connection = new($"http://[::1]:{node.Port}", ClientServer.Quick);

        await connection.Socket().ConnectAsync(Cancel);

        Assert.Equal(ConnectionState.Open, connection.State);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(15)]
    public async Task PerMessageDeflate_ServerChoosesTheClientsWindow_IsObeyed(int windowBits)
    {
        await using NodeServer node = await ClientServer.StartAsync(
            new NodeServerOptions { PerMessageDeflate = true, ClientMaxWindowBits = windowBits });
        await using SocketIOConnection connection = new(node.Url, ClientServer.Quick with { PerMessageDeflate = new SocketIODeflateOptions() });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"{i % 997} compress me, "));

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(text, await socket.EmitWithAckAsync("echo", text, TestJson.Default.String, TestJson.Default.String, null, Cancel));
        }
    }

    [Fact]
    public async Task ConnectAsync_MsgpackServer_FailsWithAnErrorThatNamesTheParser()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Msgpack = true });
        await using SocketIOConnection connection = new(node.Url, ClientServer.Quick);

        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => connection.Socket().ConnectAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));

        Assert.Equal(ConnectFailure.OtherParser, exception.Failure);
        Assert.Contains("socket.io-msgpack-parser", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emitter_MsgpackServer_SaysSoInItsLastError()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Msgpack = true });
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = node.Url, ShutdownTimeout = TimeSpan.Zero });

        emitter.EmitJson(Events.HookEventDescriptor.Create("e", "/"), "{}"u8);
        FlushReport report = await emitter.FlushAsync(TimeSpan.FromSeconds(5), Cancel);

        Assert.Equal(0, report.Confirmed);
        Assert.Contains("socket.io-msgpack-parser", emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task PerMessageDeflate_Negotiated_CompressesBothWays(bool clientNoContext, bool serverNoContext)
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { PerMessageDeflate = true });
        await using FaultProxy.TcpFaultProxy proxy = FaultProxy.TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = new($"http://127.0.0.1:{proxy.Port}", ClientServer.Quick with
        {
            PerMessageDeflate = new SocketIODeflateOptions
            {
                ThresholdBytes = 100,
                ClientNoContextTakeover = clientNoContext,
                ServerNoContextTakeover = serverNoContext,
            },
        });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string text = string.Concat(Enumerable.Repeat("compress me, please. ", 2000));

        for (int i = 0; i < 20; i++)
        {
            string sent = i % 3 == 0 ? "short" : text[i..];
            Assert.Equal(sent, await socket.EmitWithAckAsync("echo", sent, TestJson.Default.String, TestJson.Default.String, null, Cancel));
        }

        // 13 messages of 42 kB each way, which do not compress to a tenth by luck.
        Assert.InRange(proxy.BytesToServer, 1, 55_000);
        Assert.InRange(proxy.BytesToClient, 1, 55_000);
    }
}
