using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

public sealed class DisposalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The read loop waits for room that a handler will never make.</summary>
    [Fact]
    public async Task DisposeAsync_HandlerNeverReturnsAndTheQueueIsFull_EndsTheSession()
    {
        await using RawServer server = RawServer.Opening(async (stream, token) =>
        {
            _ = await GrantingServer.ReadFrameAsync(stream, token);
            await RawServer.SendTextAsync(stream, """40{"sid":"a"}""", token);
            string packet = $"""42["n","{new string('x', 10_000)}"]""";
            while (true)
            {
                await RawServer.SendTextAsync(stream, packet, token);
            }
        });
        SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { CloseTimeout = TimeSpan.FromSeconds(1), Reconnection = false });
        SocketIOSocket socket = connection.Socket();
        socket.On("n", (in SocketIOEvent _) => new ValueTask(new TaskCompletionSource().Task));
        await socket.ConnectAsync(Cancel);
        while (!socket.Inbound.IsFull)
        {
            await Task.Delay(1, Cancel);
        }

        await connection.DisposeAsync().AsTask().WaitAsync(Patience, Cancel);
    }

    /// <summary>A second CONNECT before the answer to the first would make a server close the connection.</summary>
    [Fact]
    public async Task DisposeAsync_ConnectIsNotAnsweredYet_WaitsAndLeavesBeforeTheNextJoins()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> frames = [];
        await using RawServer server = RawServer.Opening(async (stream, token) =>
        {
            async Task ReadAsync() => frames.Add(System.Text.Encoding.UTF8.GetString((await GrantingServer.ReadFrameAsync(stream, token)).Payload));
            await ReadAsync();
            await RawServer.SendTextAsync(stream, """40/other,{"sid":"o"}""", token);
            await ReadAsync();
            asked.SetResult();
            await answer.Task.WaitAsync(token);
            await RawServer.SendTextAsync(stream, """40/room,{"sid":"a"}""", token);
            await ReadAsync();
            await ReadAsync();
            await RawServer.SendTextAsync(stream, """40/room,{"sid":"b"}""", token);
            await GrantingServer.UntilCloseAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket other = connection.Socket("/other"); // keeps the connection
        await other.ConnectAsync(Cancel).WaitAsync(Patience, Cancel);
        SocketIOSocket first = connection.Socket("/room");
        first.Connect();
        await asked.Task.WaitAsync(Patience, Cancel);

        Task disposal = first.DisposeAsync().AsTask();
        Assert.Same(first, connection.Socket("/room"));
        Assert.Throws<ObjectDisposedException>(first.Connect);
        answer.SetResult();
        await disposal.WaitAsync(Patience, Cancel);
        SocketIOSocket second = connection.Socket("/room");
        await second.ConnectAsync(Cancel).WaitAsync(Patience, Cancel);

        Assert.Equal(["40/other,", "40/room,", "41/room,", "40/room,"], frames);
        Assert.Equal("b", second.Id);
        Assert.True(other.IsConnected);
    }
}
