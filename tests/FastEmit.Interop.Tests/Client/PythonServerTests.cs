using System.Text.Json;
using FastEmit.Interop.Tests.Servers;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Interop.Tests.Client;

public sealed class PythonServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Python_NamespacesAndAcksBothWays_Work()
    {
        await using PythonServer server = await PythonServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url, ClientServer.Quick);
        SocketIOSocket main = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        foo.On("question", (in SocketIOEvent e) => e.GetReply().Send(e.GetArgument(0, TestJson.Default.Int32) + 1));
        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));

        Assert.Equal(main.Id, await main.AskTextAsync("id"));
        Assert.Equal(foo.Id, await foo.AskTextAsync("id"));
        Assert.Equal("Я 💡", await foo.AskTextAsync("echo", "\"Я 💡\""));
        Assert.Equal("42", (await foo.AskJsonAsync("ask", "\"question\",41")).GetRawText());
    }

    [Fact]
    public async Task Python_Auth_IsJudgedAndARefusalTellsItsMessageAndData()
    {
        await using PythonServer server = await PythonServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url, ClientServer.Quick);
        string token = "wrong";
        SocketIOSocket socket = connection.Socket("/auth", new SocketIOSocketOptions
        {
            Auth = SocketIOAuth.FromJson(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(
                System.Text.Encoding.UTF8.GetBytes($$"""{"token":"{{token}}"}"""))),
        });

        SocketIORefusedException exception = await Assert.ThrowsAsync<SocketIORefusedException>(() => socket.ConnectAsync(Cancel));
        token = "secret";
        await socket.ConnectAsync(Cancel);

        Assert.Equal("wrong token", exception.Message);
        Assert.Equal(42, JsonElement.Parse(exception.Data.Span).GetProperty("code").GetInt32());
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task Python_BinaryBothWays_Arrives()
    {
        await using PythonServer server = await PythonServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        Expect<byte[]> received = new("binary");
        socket.On("binary", TestJson.Default.ByteArray, received.Set);
        await socket.ConnectAsync(Cancel);

        SocketIOAck ack = await socket.EmitWithAckAsync("describe", new byte[] { 1, 2 }, "text");
        await socket.EmitAsync("binary please", 5000);

        Assert.Contains("{\"buffer\":\"0102\"},\"text\"", System.Text.Encoding.UTF8.GetString(ack.Json.Span), StringComparison.Ordinal);
        byte[] bytes = await received.Async();
        Assert.Equal(5000, bytes.Length);
        Assert.All(bytes, static value => Assert.Equal(5000 % 251, value));
    }

    [Fact]
    public async Task Python_Heartbeat_IsAnsweredForManyIntervals()
    {
        await using PythonServer server = await PythonServer.StartAsync(pingInterval: 300, pingTimeout: 1000);
        await using SocketIOConnection connection = new(server.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        Expect<bool> closed = new("closed");
        connection.Closed += (_, _) => closed.Set(true);
        await socket.ConnectAsync(Cancel);

        await Task.Delay(TimeSpan.FromSeconds(3), Cancel); // longer than interval and timeout together

        Assert.False(closed.HasHappened);
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task Python_ServerRestarts_ClientComesBackWithWhatWaited()
    {
        await using PythonServer server = await PythonServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        Expect<bool> lost = new("the loss");
        socket.Disconnected += (_, _) => lost.Set(true);
        await socket.ConnectAsync(Cancel);

        Task restarting = server.RestartAsync();
        await lost.Async();
        await socket.EmitAsync("remember", "k", 1);
        await restarting;
        await socket.ConnectAsync(Cancel);

        Assert.Equal("[1]", (await socket.AskJsonAsync("recall", "\"k\"")).GetRawText());
    }

    [Fact]
    public async Task Python_ServerDisconnectsTheSocket_ClientIsTold()
    {
        await using PythonServer server = await PythonServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket("/foo");
        Expect<DisconnectReason> reason = new("disconnected");
        socket.Disconnected += (_, close) => reason.Set(close.Reason);
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync("disconnect me");

        Assert.Contains(await reason.Async(), new[] { DisconnectReason.ServerDisconnect, DisconnectReason.TransportClose });
    }

    [Fact]
    public async Task Python_WebSocketPings_AreAnsweredInOrder()
    {
        await using PythonServer server = await PythonServer.StartAsync();
        await using EngineConnection connection = await EngineConnection.ConnectAsync(
            new EngineConnectionOptions { Url = server.Url }, Cancel);
        PongLog log = new(expected: 100);
        Task<ConnectionClose> reading = connection.RunAsync(log, Cancel);
        connection.WriteText("40"u8);
        await connection.FlushAsync();
        await log.Connected.Task.WaitAsync(Cancel);

        for (int i = 0; i < 100; i++)
        {
            connection.WriteText("42[\"remember\",\"pings\",1]"u8);
            WritePing(connection, i);
            await connection.FlushAsync();
        }

        await log.AllPongs.Task.WaitAsync(TimeSpan.FromSeconds(15), Cancel);
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => (long)i), log.Pongs);
        connection.Abort();
        await reading;
    }

    private static void WritePing(EngineConnection connection, long payload)
    {
        Span<byte> destination = connection.Output.GetSpan(FrameWriter.MaskedLength(sizeof(long)));
        connection.Output.Advance(
            FrameWriter.WriteMasked(destination, WebSocketOpcode.Ping, BitConverter.GetBytes(payload), connection.MaskKeys.Next()));
    }
}
