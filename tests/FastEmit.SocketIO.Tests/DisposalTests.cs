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
}
