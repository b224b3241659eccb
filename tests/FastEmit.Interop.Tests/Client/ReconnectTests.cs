using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class ReconnectTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectionLost_EveryNamespaceComesBackAndBufferedEventsArrive()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));
        Expect<DisconnectReason> lost = new("the loss");
        foo.Disconnected += (_, close) => lost.Set(close.Reason);
        string key = Guid.NewGuid().ToString();

        await main.EmitAsync("cut transport");
        DisconnectReason reason = await lost.Async();
        await foo.EmitAsync("remember", key, 1);
        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));

        Assert.Equal(DisconnectReason.TransportClose, reason);
        Assert.Equal("[1]", (await foo.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
    }

    [Fact]
    public async Task ServerComesLate_AttemptsAreToldAndTheConnectSucceeds()
    {
        int port = LoopbackPort.Reserve();
        await using SocketIOConnection connection = new($"http://127.0.0.1:{port}", ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        Expect<Exception> failed = new("a failed attempt");
        Expect<int> second = new("a second attempt");
        socket.ConnectError += (_, error) => failed.Set(error.WillRetry ? error.Error : new InvalidOperationException("no retry"));
        connection.ReconnectAttempt += (_, attempt) =>
        {
            if (attempt.Attempt == 2)
            {
                second.Set(2);
            }
        };

        Task connecting = socket.ConnectAsync(Cancel);
        await second.Async();
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Port = port });
        await connecting;

        Assert.Equal(ConnectFailure.Refused, Assert.IsType<SocketIOConnectException>(await failed.Async()).Failure);
        Assert.True(socket.IsConnected);
    }

    [Fact]
    public async Task AttemptsUsedUp_FailsAndSaysSo()
    {
        await using SocketIOConnection connection = new(
            $"http://127.0.0.1:{LoopbackPort.Reserve()}", ClientServer.Quick with { ReconnectionAttempts = 2 });
        SocketIOSocket socket = connection.Socket();
        Expect<bool> gaveUp = new("reconnect failed");
        List<int> attempts = [];
        connection.ReconnectAttempt += (_, attempt) => attempts.Add(attempt.Attempt);
        connection.ReconnectFailed += (_, _) => gaveUp.Set(true);

        await Assert.ThrowsAsync<SocketIOConnectException>(() => socket.ConnectAsync(Cancel));

        await gaveUp.Async();
        Assert.Equal([1, 2], attempts);
        Assert.Equal(ConnectionState.Closed, connection.State);
        Assert.False(socket.IsActive);
    }

    [Fact]
    public async Task ReconnectionOff_FirstFailureIsTheLast()
    {
        await using SocketIOConnection connection = new(
            $"http://127.0.0.1:{LoopbackPort.Reserve()}", new SocketIOConnectionOptions { Reconnection = false });

        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => connection.Socket().ConnectAsync(Cancel));

        Assert.Equal(ConnectFailure.Refused, exception.Failure);
    }

    [Fact]
    public async Task DisconnectAsync_WhileReconnecting_Stops()
    {
        await using SocketIOConnection connection = new(
            $"http://127.0.0.1:{LoopbackPort.Reserve()}", new SocketIOConnectionOptions { ReconnectionDelay = TimeSpan.FromMinutes(5) });
        SocketIOSocket socket = connection.Socket();
        Expect<bool> failed = new("the first failure");
        socket.ConnectError += (_, _) => failed.Set(true);
        Task connecting = socket.ConnectAsync(Cancel);
        await failed.Async();

        await socket.DisconnectAsync();

        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => connecting);
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public async Task Connect_RightAfterLeavingWhileReconnecting_ConnectsWithoutTheDelay()
    {
        int port = LoopbackPort.Reserve();
        await using SocketIOConnection connection = new(
            $"http://127.0.0.1:{port}", new SocketIOConnectionOptions { ReconnectionDelay = TimeSpan.FromMinutes(5) });
        SocketIOSocket socket = connection.Socket();
        Expect<bool> failed = new("the first failure");
        socket.ConnectError += (_, _) => failed.Set(true);
        socket.Connect();
        await failed.Async();
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Port = port });

        Task leaving = socket.DisconnectAsync();
        await socket.ConnectAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.True(socket.IsConnected);
        await socket.DisconnectAsync();
        await leaving;
    }

    [Fact]
    public async Task Reconnected_AfterALoss_IsTold()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions());
        await using SocketIOConnection connection = new(node.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        Expect<int> back = new("reconnected");
        connection.Reconnected += (_, attempt) => back.Set(attempt.Attempt);
        await socket.ConnectAsync(Cancel);

        await node.RestartAsync();

        Assert.True(await back.Async() >= 1);
        await socket.ConnectAsync(Cancel);
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task NamespaceNeverGranted_IsGivenUpAndTheDelayGrows()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync(ClientServer.Quick with
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(150),
            ReconnectionAttempts = 3,
        });
        List<int> attempts = [];
        connection.ReconnectAttempt += (_, attempt) => attempts.Add(attempt.Attempt);

        await Assert.ThrowsAnyAsync<Exception>(() => connection.Socket("/silent").ConnectAsync(Cancel));

        Assert.Equal([1, 2, 3], attempts);
    }

    [Fact]
    public async Task Recovery_ConnectionCutBelowSocketIO_RestoresTheSessionAndItsMissedEvents()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Recovery = true });
        await using SocketIOConnection connection = new(node.Url, ClientServer.Quick with { ReconnectionDelay = TimeSpan.FromMilliseconds(300) });
        await using SocketIOConnection other = new(node.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        SocketIOSocket sender = other.Socket();
        Expect<bool> lost = new("the loss");
        Expect<int> seen = new("the event before the loss");
        Expect<int> missed = new("the missed event");
        List<string> order = [];
        socket.Disconnected += (_, _) => lost.Set(true);
        socket.Connected += (_, _) => order.Add($"connected {socket.Recovered}");
        socket.On("news", TestJson.Default.Int32, n =>
        {
            order.Add($"news {n}");
            (n == 1 ? seen : missed).Set(n);
        });
        await Task.WhenAll(socket.ConnectAsync(Cancel), sender.ConnectAsync(Cancel));
        string? id = socket.Id;
        await sender.AskTextAsync("id");
        await sender.EmitAsync("broadcast", "news", 1);
        await seen.Async();

        await socket.EmitAsync("drop connection");
        await lost.Async();
        await sender.EmitAsync("broadcast", "news", 2);
        await missed.Async();

        Assert.Equal(id, socket.Id);
        Assert.True(socket.Recovered);
        Assert.Equal(["connected False", "news 1", "connected True", "news 2"], order);
    }

    [Fact]
    public async Task Retries_AckLost_SendsAgainUntilAcknowledgedAndNeverAfter()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = 5, AckTimeout = TimeSpan.FromMilliseconds(200) });
        await socket.ConnectAsync(Cancel);
        string key = Guid.NewGuid().ToString();

        SocketIOAck ack = await socket.EmitWithAckAsync("ack later", key, 3);
        string seen = (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText();
        await Task.Delay(TimeSpan.FromMilliseconds(600), Cancel);

        Assert.Equal("[3]", JsonElementText(ack));
        Assert.Equal("3", seen);
        Assert.Equal("3", (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
        Assert.Equal(0, socket.PendingAcks);
    }

    [Fact]
    public async Task Retries_UsedUp_ThrowsTimeout()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = 2, AckTimeout = TimeSpan.FromMilliseconds(100) });
        await socket.ConnectAsync(Cancel);
        string key = Guid.NewGuid().ToString();

        await Assert.ThrowsAsync<TimeoutException>(async () => await socket.EmitWithAckAsync("ack later", key, 99));

        Assert.Equal("3", (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
    }

    [Fact]
    public async Task Retries_EmittedBeforeConnectAndOverALoss_ArriveInOrder()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = 3, AckTimeout = TimeSpan.FromSeconds(10) });
        string key = Guid.NewGuid().ToString();
        for (int i = 0; i < 5; i++)
        {
            await socket.EmitAsync("remember", key, i);
        }

        await socket.ConnectAsync(Cancel);
        await socket.AskTextAsync("id");
        await socket.EmitAsync("remember", key, 5);
        string seen = (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText();

        Assert.Equal("[0,1,2,3,4,5]", seen);
    }

    private static string JsonElementText(SocketIOAck ack) => System.Text.Encoding.UTF8.GetString(ack.Json.Span);
}
