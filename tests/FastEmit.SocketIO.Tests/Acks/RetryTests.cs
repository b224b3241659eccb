namespace FastEmit.SocketIO.Tests.Acks;

/// <summary>An event that ends every session is given up, and holds up no other.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly SocketIOConnectionOptions Quick = new()
    {
        ReconnectionDelay = TimeSpan.FromMilliseconds(1),
        ReconnectionDelayMax = TimeSpan.FromMilliseconds(5),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retries_EventEndsEverySession_IsGivenUpAndTheOthersArrive()
    {
        await using ListeningServer server = new();
        server.OnPacket = AckUnless("deadly");
        await using SocketIOConnection connection = new(server.Url, Quick);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = 2 });
        Task<SocketIOAck>[] before = [.. Enumerable.Range(0, 3).Select(i => socket.EmitWithAckAsync("good", i).AsTask())];
        Task<SocketIOAck> deadly = socket.EmitWithAckAsync("deadly").AsTask();
        Task<SocketIOAck>[] behind = [.. Enumerable.Range(3, 3).Select(i => socket.EmitWithAckAsync("good", i).AsTask())];

        await socket.ConnectAsync(Cancel);

        SocketIODisconnectedException exception = await Assert.ThrowsAsync<SocketIODisconnectedException>(() => deadly.WaitAsync(Patience, Cancel));
        Assert.Contains("3 times in a row", exception.Message, StringComparison.Ordinal);
        await Task.WhenAll([.. before, .. behind]).WaitAsync(Patience, Cancel);

        // All together; it alone three times; and what is behind it. Wherever the first session was cut, one more.
        Assert.InRange(server.Sessions, 5, 6);
        Assert.Equal(0, socket.PendingAcks);
        Assert.Equal(0, socket.DroppedEvents);
    }

    [Fact]
    public async Task Retries_EventWithoutAckEndsEverySession_IsCountedAsDropped()
    {
        await using ListeningServer server = new();
        server.OnPacket = AckUnless("deadly");
        await using SocketIOConnection connection = new(server.Url, Quick);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = 1 });
        await socket.EmitAsync("deadly");
        Task<SocketIOAck> behind = socket.EmitWithAckAsync("good", 1).AsTask();

        await socket.ConnectAsync(Cancel);
        await behind.WaitAsync(Patience, Cancel);

        Assert.Equal(1, socket.DroppedEvents);
    }

    /// <summary>Sessions that are lost for other reasons give up nothing.</summary>
    [Fact]
    public async Task Retries_SessionsEndWithSeveralUnderWay_NoneIsGivenUp()
    {
        await using ListeningServer server = new();
        int good = 0;
        server.OnPacket = async (packet, s) =>
        {
            // One ack a session, then the end.
            if (Interlocked.Increment(ref good) % 2 == 0)
            {
                throw new IOException("The server leaves.");
            }

            await AckAsync(packet, s);
        };
        await using SocketIOConnection connection = new(server.Url, Quick);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = 1 });
        Task<SocketIOAck>[] waiting = [.. Enumerable.Range(0, 20).Select(i => socket.EmitWithAckAsync("good", i).AsTask())];

        await socket.ConnectAsync(Cancel);

        await Task.WhenAll(waiting).WaitAsync(Patience, Cancel);
        Assert.Equal(20, server.Sessions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task EmitAsync_MoreAttachmentsThanServersTake_IsRefused(int retries)
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = retries });
        await socket.ConnectAsync(Cancel);
        SocketIOArgument[] eleven = [.. Enumerable.Range(0, 11).Select(static i => (SocketIOArgument)new[] { (byte)i })];

        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(async () => await socket.EmitAsync("e", eleven));
        await Assert.ThrowsAsync<ArgumentException>(async () => await socket.EmitWithAckAsync("e", eleven, null, Cancel));
        await socket.EmitAsync("e", eleven.AsSpan(0, 10));

        Assert.Contains("11 binary attachments", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("4510-", await server.NextAsync(), StringComparison.Ordinal);
    }

    private static Func<string, ListeningServer, Task> AckUnless(string name) => async (packet, server) =>
    {
        if (packet.Contains(name, StringComparison.Ordinal))
        {
            throw new IOException("The server leaves.");
        }

        await AckAsync(packet, server);
    };

    private static Task AckAsync(string packet, ListeningServer server) =>
        server.SendAsync($"43{packet[2..packet.IndexOf('[', StringComparison.Ordinal)]}[1]");
}
