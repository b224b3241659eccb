using System.Text.Json;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class AckTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmitWithAckAsync_TypedBothWays_ReturnsTheServersAnswer()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        int answer = await socket.EmitWithAckAsync("echo", 42, TestJson.Default.Int32, TestJson.Default.Int32, cancellationToken: Cancel);

        Assert.Equal(42, answer);
        Assert.Equal(0, socket.PendingAcks);
    }

    [Fact]
    public async Task EmitWithAckAsync_SeveralArguments_KeepsAllOfThem()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        SocketIOAck ack = await socket.EmitWithAckAsync("echo", ["a", 1, 2.5, true, SocketIOArgument.Null, "\"ü\\\u0001"], timeout: null, Cancel);

        Assert.Equal(
            """["a",1,2.5,true,null,"\"ü\\\u0001"]""",
            JsonElement.Parse(ack.Json.Span).GetRawText());
        Assert.Equal("\"ü\\\u0001", ack.GetArgument(5, TestJson.Default.String));
        Assert.Null(ack.GetArgument(6, TestJson.Default.String));
    }

    [Fact]
    public async Task EmitWithAckAsync_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        await Task.WhenAll(socket.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));

        await Parallel.ForAsync(0, 2000, Cancel, async (i, token) => Assert.Equal(
            i,
            await (i % 2 == 0 ? socket : foo).EmitWithAckAsync("echo", i, TestJson.Default.Int32, TestJson.Default.Int32, null, token)));
    }

    [Fact]
    public async Task EmitWithAckAsync_ServerAcksTwice_FirstCounts()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        Assert.Equal("first", await socket.AskTextAsync("ack twice"));
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task EmitWithAckAsync_NoAckInTime_ThrowsTimeout()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { AckTimeout = TimeSpan.FromMilliseconds(50) });
        await socket.ConnectAsync(Cancel);

        TimeoutException exception = await Assert.ThrowsAsync<TimeoutException>(async () => await socket.EmitWithAckAsync("never ack"));

        Assert.Contains("0.05 s", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, socket.PendingAcks);
    }

    [Fact]
    public async Task EmitWithAckAsync_NotConnectedUntilTheTimeout_ThrowsAndTheEventIsNeverSent()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        string key = Guid.NewGuid().ToString();

        await Assert.ThrowsAsync<TimeoutException>(async () =>
            await socket.EmitWithAckAsync("ack later", [key, 1], TimeSpan.FromMilliseconds(50), Cancel));
        await socket.ConnectAsync(Cancel);

        Assert.Equal("0", (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
    }

    [Fact]
    public async Task EmitWithAckAsync_Cancelled_ThrowsAndALateAckIsIgnored()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        using CancellationTokenSource cancel = new();

        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("never ack", [], timeout: null, cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, socket.PendingAcks);
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task EmitWithAckAsync_ConnectionLost_IsRejectedWithTheReason()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("never ack").AsTask();
        await socket.EmitAsync("cut transport");

        SocketIODisconnectedException exception = await Assert.ThrowsAsync<SocketIODisconnectedException>(() => waiting);
        Assert.Equal(DisconnectReason.TransportClose, exception.Reason);
    }

    [Fact]
    public async Task EmitWithAckAsync_BufferedWhileOffline_IsAnsweredAfterConnect()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();

        Task<int> waiting = socket.EmitWithAckAsync("echo", 7, TestJson.Default.Int32, TestJson.Default.Int32, null, Cancel).AsTask();
        await socket.ConnectAsync(Cancel);

        Assert.Equal(7, await waiting);
    }

    [Fact]
    public async Task EmitWithAckAsync_AnswerOfAnotherType_ThrowsJsonException()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        await Assert.ThrowsAsync<JsonException>(async () =>
            await socket.EmitWithAckAsync("echo", "text", TestJson.Default.String, TestJson.Default.Int32, null, Cancel));
    }

    [Fact]
    public async Task Reply_ToTheServersQuestion_ReachesItWithAllArguments()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        socket.On("question", (in SocketIOEvent received) =>
        {
            int number = received.GetArgument(0, TestJson.Default.Int32);
            received.GetReply().Send(number + 1, "ok", new byte[] { 1, 2, 3 });
        });
        await socket.ConnectAsync(Cancel);

        JsonElement answers = await socket.AskJsonAsync("ask", "\"question\",41");

        Assert.Equal("""[42,"ok","010203"]""", answers.GetRawText());
    }

    [Fact]
    public async Task Reply_SentTwice_Throws()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<SocketIOReply> reply = new("the question");
        socket.On("question", (in SocketIOEvent received) => reply.Set(received.GetReply()));
        await socket.ConnectAsync(Cancel);

        Task<JsonElement> asking = socket.AskJsonAsync("ask", "\"question\"");
        SocketIOReply kept = await reply.Async();
        kept.Send();

        Assert.Throws<InvalidOperationException>(() => kept.Send());
        Assert.Equal("[]", (await asking).GetRawText());
    }
}
