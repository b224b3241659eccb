using System.Text.Json;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class ConnectTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectAsync_MainNamespace_ConnectsAndKnowsItsId()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();

        await socket.ConnectAsync(Cancel);
        string id = await socket.AskTextAsync("id");

        Assert.True(socket.IsConnected);
        Assert.Equal(id, socket.Id);
        Assert.NotEqual(id, await socket.AskTextAsync("engine id"));
        Assert.Equal(ConnectionState.Open, connection.State);
        Assert.Equal("websocket", connection.TransportName);
    }

    [Fact]
    public async Task ConnectAsync_SeveralNamespaces_ShareOneConnection()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        SocketIOSocket dynamic = connection.Socket("/dynamic-7");

        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel), dynamic.ConnectAsync(Cancel));
        string[] engines = await Task.WhenAll(new[] { main, foo, dynamic }.Select(
            socket => socket.AskTextAsync("engine id")));

        Assert.Single(engines.Distinct());
        Assert.Equal(3, new[] { main.Id, foo.Id, dynamic.Id }.Distinct().Count());
    }

    [Fact]
    public async Task ConnectAsync_QueryHeadersAndAuth_ReachTheServer()
    {
        SocketIOConnectionOptions options = ClientServer.Quick with
        {
            Query = [new("key1", "&=bb"), new("key2", "ü x")],
            Headers = [new("X-Test", "one")],
        };
        await using SocketIOConnection connection = await server.NewConnectionAsync(options);
        SocketIOSocket socket = connection.Socket("/foo", new SocketIOSocketOptions { Auth = SocketIOAuth.FromJson("""{"token":"abc"}"""u8.ToArray()) });

        await socket.ConnectAsync(Cancel);
        JsonElement handshake = await socket.AskJsonAsync("handshake");

        Assert.Equal("abc", handshake.GetProperty("auth").GetProperty("token").GetString());
        Assert.Equal("&=bb", handshake.GetProperty("query").GetProperty("key1").GetString());
        Assert.Equal("ü x", handshake.GetProperty("query").GetProperty("key2").GetString());
        Assert.Equal("one", handshake.GetProperty("headers").GetProperty("x-test").GetString());
    }

    [Fact]
    public async Task ConnectAsync_AuthFunction_RunsAtEveryConnect()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        int calls = 0;
        SocketIOSocket socket = connection.Socket("/foo", new SocketIOSocketOptions
        {
            Auth = SocketIOAuth.From(
                async token =>
                {
                    await Task.Yield();
                    return JsonElement.Parse($$"""{"call":{{Interlocked.Increment(ref calls)}}}""");
                },
                TestJson.Default.JsonElement),
        });
        Expect<bool> again = new("the socket connects again");
        Expect<bool> lost = new("the socket is disconnected");
        socket.Disconnected += (_, _) => lost.Set(true);
        socket.Connected += (_, _) =>
        {
            if (lost.HasHappened)
            {
                again.Set(Volatile.Read(ref calls) == 2);
            }
        };
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync("cut transport");

        Assert.True(await again.Async());
        JsonElement handshake = await socket.AskJsonAsync("handshake");
        Assert.Equal(2, handshake.GetProperty("auth").GetProperty("call").GetInt32());
    }

    [Fact]
    public async Task ConnectAsync_AuthFunctionThrows_FailsWithItsErrorAndIsInactive()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket("/foo", new SocketIOSocketOptions
        {
            Auth = SocketIOAuth.FromJson(static _ => throw new InvalidOperationException("no token today")),
        });

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => socket.ConnectAsync(Cancel));

        Assert.Equal("no token today", exception.Message);
        Assert.False(socket.IsActive);
    }

    [Fact]
    public async Task ConnectAsync_MiddlewareRefuses_ThrowsWithMessageAndDataAndIsInactive()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        SocketIOSocket socket = connection.Socket("/no");
        Expect<ConnectionErrorEventArgs> told = new("connect error");
        socket.ConnectError += (_, error) => told.Set(error);
        await main.ConnectAsync(Cancel);

        SocketIORefusedException exception = await Assert.ThrowsAsync<SocketIORefusedException>(() => socket.ConnectAsync(Cancel));

        Assert.Equal("Auth failed (custom namespace)", exception.Message);
        Assert.Equal("""{"code":"E42","inner":[1,2]}"""u8, exception.Data.Span);
        Assert.False(socket.IsActive);
        Assert.False((await told.Async()).WillRetry);
        Assert.True(main.IsConnected);
    }

    [Fact]
    public async Task ConnectAsync_UnknownNamespace_ThrowsInvalidNamespace()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();

        SocketIORefusedException exception =
            await Assert.ThrowsAsync<SocketIORefusedException>(() => connection.Socket("/unknown").ConnectAsync(Cancel));

        Assert.Equal("Invalid namespace", exception.Message);
    }

    [Fact]
    public async Task ConnectAsync_AfterRefusal_MayBeTriedAgainWithOtherCredentials()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        string token = "wrong";
        SocketIOSocket socket = connection.Socket("/auth", new SocketIOSocketOptions
        {
            Auth = SocketIOAuth.FromJson(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(
                JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse($$"""{"token":"{{token}}"}"""), TestJson.Default.JsonElement))),
        });

        await Assert.ThrowsAsync<SocketIORefusedException>(() => socket.ConnectAsync(Cancel));
        token = "secret";
        await socket.ConnectAsync(Cancel);

        Assert.True(socket.IsConnected);
    }

    [Fact]
    public async Task DisconnectAsync_OneOfTwoNamespaces_KeepsTheOther()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        Expect<DisconnectReason> reason = new("disconnected");
        foo.Disconnected += (_, close) => reason.Set(close.Reason);
        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));

        await foo.DisconnectAsync();

        Assert.Equal(DisconnectReason.ClientDisconnect, await reason.Async());
        Assert.False(foo.IsConnected);
        Assert.Null(foo.Id);
        Assert.Equal(main.Id, await main.AskTextAsync("id"));
    }

    [Fact]
    public async Task DisconnectAsync_LastNamespace_ClosesTheConnection()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        await socket.DisconnectAsync();

        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public async Task ConnectAsync_AfterDisconnect_ConnectsAnewWithAnotherId()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string? first = socket.Id;
        await socket.DisconnectAsync();

        await socket.ConnectAsync(Cancel);

        Assert.True(socket.IsConnected);
        Assert.NotEqual(first, socket.Id);
    }

    [Fact]
    public async Task Connect_TwiceAndWhileConnected_SendsOneConnect()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<int> lost = new("nothing closes the connection");
        connection.Closed += (_, _) => lost.Set(1);

        socket.Connect();
        socket.Connect();
        await socket.ConnectAsync(Cancel);
        socket.Connect();
        await socket.AskTextAsync("id");

        Assert.False(lost.HasHappened);
    }

    [Fact]
    public async Task ServerDisconnectsTheSocket_ClientIsToldAndStaysAway()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> reason = new("disconnected");
        socket.Disconnected += (_, close) => reason.Set(close.Reason);
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync("disconnect me");

        Assert.Equal(DisconnectReason.ServerDisconnect, await reason.Async());
        Assert.False(socket.IsActive);
    }

    [Fact]
    public async Task ServerDisconnectsTheSocketWhileItEmits_OtherNamespacesSurvive()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        Expect<bool> gone = new("disconnected");
        foo.Disconnected += (_, _) => gone.Set(true);
        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));

        await foo.EmitAsync("disconnect me");
        await gone.Async();
        for (int i = 0; i < 100; i++)
        {
            await foo.EmitAsync("echo", i);
        }

        Assert.Equal(main.Id, await main.AskTextAsync("id"));
    }

    [Fact]
    public async Task Dispose_WhileConnected_TellsTheSocketsAndRefusesFurtherUse()
    {
        SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> reason = new("disconnected");
        socket.Disconnected += (_, close) => reason.Set(close.Reason);
        await socket.ConnectAsync(Cancel);

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        Assert.Equal(DisconnectReason.ClientDisconnect, await reason.Async());
        Assert.Throws<ObjectDisposedException>(() => connection.Socket("/other"));
        Assert.Throws<ObjectDisposedException>(socket.Connect);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("")]
    [InlineData("/a,b")]
    [InlineData("/a?b")]
    public async Task Socket_InvalidNamespace_Throws(string ns)
    {
        await using SocketIOConnection connection = new("http://localhost:1");

        Assert.Throws<ArgumentException>(() => connection.Socket(ns));
    }
}
