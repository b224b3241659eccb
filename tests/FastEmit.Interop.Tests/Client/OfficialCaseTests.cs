using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

/// <summary>
/// Behaviours that the official client's own tests hold and no other class here does; docs/conformance.md lists all of them.
/// </summary>
public sealed class OfficialCaseTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Socket_NotConnected_OpensNothing()
    {
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(LoopbackPort.Reserve());
        await using SocketIOConnection connection = new($"http://127.0.0.1:{proxy.Port}", ClientServer.Quick);

        SocketIOSocket socket = connection.Socket();
        await socket.EmitAsync("n", 1);

        Assert.Equal((ConnectionState.Closed, false), (connection.State, socket.IsActive));
        Assert.Equal(0, proxy.ConnectionCount);
    }

    [Fact]
    public async Task ConnectAsync_NamespaceOnAnOpenConnection_JoinsOnIt()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        await main.ConnectAsync(Cancel);

        SocketIOSocket foo = connection.Socket("/foo");
        await foo.ConnectAsync(Cancel);

        Assert.Equal(await main.AskTextAsync("engine id"), await foo.AskTextAsync("engine id"));
    }

    [Fact]
    public async Task ConnectAsync_OtherNamespaceAfterTheConnectionWasClosed_OpensItAgain()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        await main.ConnectAsync(Cancel);
        await main.DisconnectAsync();

        SocketIOSocket foo = connection.Socket("/foo");
        await foo.ConnectAsync(Cancel);

        Assert.Equal(foo.Id, await foo.AskTextAsync("id"));
        Assert.False(main.IsConnected);
    }

    [Fact]
    public async Task ConnectAsync_WhileAnotherNamespaceIsLeft_Connects()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket foo = connection.Socket("/foo");
        await foo.ConnectAsync(Cancel);

        Task connecting = connection.Socket("/dynamic-1").ConnectAsync(Cancel);
        await foo.DisconnectAsync();

        await connecting;
        Assert.Equal(connection.Socket("/dynamic-1").Id, await connection.Socket("/dynamic-1").AskTextAsync("id"));
    }

    [Fact]
    public async Task ConnectAsync_QueryInTheUrl_ReachesTheServer()
    {
        await using SocketIOConnection connection = new($"{await server.GetUrlAsync()}/?b=c&d=%26%3D", ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        System.Text.Json.JsonElement query = (await socket.AskJsonAsync("handshake")).GetProperty("query");

        Assert.Equal(("c", "&="), (query.GetProperty("b").GetString(), query.GetProperty("d").GetString()));
    }

    [Fact]
    public async Task DisconnectAsync_WhileOpening_RaisesNoError()
    {
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(LoopbackPort.Reserve());
        proxy.LeavesConnectionsUnanswered = true;
        await using SocketIOConnection connection = new($"http://127.0.0.1:{proxy.Port}", ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        int errors = 0;
        connection.ConnectFailed += (_, _) => Interlocked.Increment(ref errors);
        socket.ConnectError += (_, _) => Interlocked.Increment(ref errors);
        Task connecting = socket.ConnectAsync(Cancel);

        await socket.DisconnectAsync();

        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => connecting);
        Assert.Equal((ConnectionState.Closed, 0), (connection.State, errors));
    }

    [Fact]
    public async Task Id_DisconnectedAndConnectedAgain_IsNoneAndThenAnother()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<string?> none = new("disconnected");
        Expect<bool> error = new("an error");
        socket.Disconnected += (_, _) => none.Set(socket.IsConnected ? "connected again" : socket.Id);
        socket.ConnectError += (_, _) => error.Set(true);
        await socket.ConnectAsync(Cancel);
        string? first = socket.Id;

        await socket.DisconnectAsync();
        Assert.Null(await none.Async());
        await socket.ConnectAsync(Cancel);
        string? second = socket.Id;
        await socket.EmitAsync("cut transport");
        await Task.Run(() => SpinWait.SpinUntil(() => socket.Id is { } id && id != second, TimeSpan.FromSeconds(30)), Cancel);

        Assert.Equal(3, new[] { first, second, socket.Id }.Distinct().Count());
        Assert.False(error.HasHappened); // a loss is no failed connect
    }

    [Fact]
    public async Task ConnectionLost_AfterAReconnectByHand_ComesBackByItself()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<bool> back = new("reconnected");
        connection.Reconnected += (_, _) => back.Set(true);
        await socket.ConnectAsync(Cancel);
        await socket.DisconnectAsync();
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync("cut transport");

        Assert.True(await back.Async());
    }

    [Fact]
    public async Task ConnectAsync_AfterAttemptsAreUsedUp_TriesAsOftenAgain()
    {
        await using SocketIOConnection connection = new(
            $"http://127.0.0.1:{LoopbackPort.Reserve()}", ClientServer.Quick with { ReconnectionAttempts = 2 });
        SocketIOSocket socket = connection.Socket();
        List<int> attempts = [];
        using SemaphoreSlim failed = new(0);
        connection.ReconnectAttempt += (_, attempt) => attempts.Add(attempt.Attempt);
        connection.ReconnectFailed += (_, _) => failed.Release();

        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<SocketIOConnectException>(() => socket.ConnectAsync(Cancel));
            Assert.True(await failed.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        }

        Assert.Equal([1, 2, 1, 2], attempts);
    }

    [Fact]
    public async Task DisconnectAsync_OneSocketWhileReconnecting_TheOtherComesBackAlone()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));
        Expect<bool> lost = new("the loss");
        Expect<bool> back = new("the other is back");
        foo.Disconnected += (_, _) => lost.Set(true);
        foo.Connected += (_, _) =>
        {
            if (lost.HasHappened)
            {
                back.Set(true);
            }
        };
        connection.ReconnectAttempt += (_, _) => _ = main.DisconnectAsync();

        await foo.EmitAsync("cut transport");

        Assert.True(await back.Async());
        Assert.Equal(foo.Id, await foo.AskTextAsync("id"));
        Assert.Equal((false, false), (main.IsActive, main.IsConnected));
    }

    [Fact]
    public async Task OnAny_TakenOff_IsNotCalledAnyMore()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        int calls = 0;
        IDisposable incoming = socket.OnAny((in SocketIOEvent _) => calls++);
        IDisposable outgoing = socket.OnAnyOutgoing((in SocketIOEvent _) => calls++);
        incoming.Dispose();
        outgoing.Dispose();
        Expect<bool> handled = new("the event");
        socket.OnAny((in SocketIOEvent e) => handled.Set(true));

        await socket.ConnectAsync(Cancel);
        await socket.EmitAsync("emit me", "n");

        Assert.True(await handled.Async());
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task OnAnyOutgoing_Binary_SeesItsBytes()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        byte[]? seen = null;
        socket.OnAnyOutgoing((in SocketIOEvent e) => seen = e.GetAttachment(0).ToArray());

        await socket.EmitAsync("n", new byte[] { 1, 2, 3 });

        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public async Task EmitWithAckAsync_SocketsAckTimeout_Applies()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { AckTimeout = TimeSpan.FromMilliseconds(50) });
        await socket.ConnectAsync(Cancel);

        await Assert.ThrowsAsync<TimeoutException>(async () => await socket.EmitWithAckAsync("never ack"));
    }

    [Fact]
    public async Task EmitWithAckAsync_ClientDisconnects_IsRejected()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("never ack").AsTask();
        await socket.DisconnectAsync();

        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => waiting);
        Assert.Equal(0, socket.PendingAcks);
    }

    [Fact]
    public async Task EmitAsync_VolatileWhileTheNetworkIsBehind_IsDropped()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions());
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = new($"http://127.0.0.1:{proxy.Port}", ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string key = Guid.NewGuid().ToString();
        proxy.ToServer = new LinkConditions { BytesPerSecond = 1 };
        string large = new('x', 900_000);

        // Until an emit has to wait: then the kernel's buffers and the send buffer are full.
        ValueTask waiting = default;
        for (int i = 0; i < 100 && waiting.IsCompletedSuccessfully; i++)
        {
            waiting = socket.EmitAsync("never ack", large);
        }

        Assert.False(waiting.IsCompleted);
        await socket.EmitAsync(EmitOptions.Volatile, "remember", key, 1);
        proxy.ToServer = new LinkConditions();
        await waiting;

        Assert.Equal("0", (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
    }

    /// <summary>
    /// Sent, and read by the server's Engine.IO. Its Socket.IO hands no event to a handler that it reads together with the DISCONNECT.
    /// </summary>
    [Fact]
    public async Task DisconnectAsync_WhileUpgrading_SendsWhatWaits()
    {
        SocketIOConnectionOptions options =
            ClientServer.Quick with { Transports = [SocketIOTransport.Polling, SocketIOTransport.WebSocket] };
        string key = Guid.NewGuid().ToString();
        await using SocketIOConnection asking = await server.NewConnectionAsync();
        await asking.Socket().ConnectAsync(Cancel);

        // The upgrade begins with the session, so these leave in its middle.
        for (int i = 0; i < 10; i++)
        {
            await using SocketIOConnection connection = await server.NewConnectionAsync(options);
            SocketIOSocket socket = connection.Socket();
            await socket.ConnectAsync(Cancel);
            await socket.EmitAsync("arrive", key);
            await socket.DisconnectAsync();
        }

        // They come by connections of their own, so the last may still be on its way.
        int arrived;
        long start = TimeProvider.System.GetTimestamp();
        do
        {
            arrived = (await asking.Socket().AskJsonAsync("arrived", $"\"{key}\"")).GetInt32();
        }
        while (arrived < 10 && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
        Assert.Equal(10, arrived);
    }

    [Fact]
    public async Task InvalidPacket_ClosesTheSessionAndAnotherIsMade()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> closed = new("closed");
        Expect<bool> back = new("reconnected");
        connection.Closed += (_, close) => closed.Set(close.Reason);
        connection.Reconnected += (_, _) => back.Set(true);
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync("raw", "bad");

        Assert.Equal(DisconnectReason.ParseError, await closed.Async());
        Assert.True(await back.Async());
    }
}
