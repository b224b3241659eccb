using FastEmit.FaultProxy;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests.Acks;

/// <summary>Every wait for an ack ends: by its result, its timeout, its cancellation, or because nothing can come any more.</summary>
public sealed class AckEndTests
{
    private const string Nowhere = "http://127.0.0.1:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly SocketIOSocketOptions Retrying = new() { Retries = 3 };

    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task EmitWithAckAsync_DisposedWhileNeverConnected_ThrowsDisconnected(int retries)
    {
        SocketIOConnection connection = new(Nowhere);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = retries });
        Task<SocketIOAck> bounded = socket.EmitWithAckAsync("e", [], TimeSpan.FromHours(2), Cancel).AsTask();
        Task<SocketIOAck> unbounded = socket.EmitWithAckAsync("e").AsTask();

        await connection.DisposeAsync();

        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => bounded.WaitAsync(Patience, Cancel));
        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => unbounded.WaitAsync(Patience, Cancel));
        Assert.Equal(0, socket.PendingAcks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task EmitWithAckAsync_DisconnectedWhileOffline_ThrowsDisconnectedAndIsNeverSent(int retries)
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = retries });
        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("awaited").AsTask();
        await socket.EmitAsync("plain");

        await socket.DisconnectAsync();

        SocketIODisconnectedException exception = await Assert.ThrowsAsync<SocketIODisconnectedException>(() => waiting.WaitAsync(Patience, Cancel));
        Assert.Equal(DisconnectReason.ClientDisconnect, exception.Reason);
        await socket.ConnectAsync(Cancel);
        Assert.Contains("[\"plain\"]", await server.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmitWithAckAsync_AttemptsUsedUp_ThrowsDisconnectedWithTheCause()
    {
        await using SocketIOConnection connection = new(Nowhere, new SocketIOConnectionOptions { Reconnection = false });
        SocketIOSocket socket = connection.Socket();
        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("e").AsTask();

        await Assert.ThrowsAsync<SocketIOConnectException>(() => socket.ConnectAsync(Cancel));

        SocketIODisconnectedException exception = await Assert.ThrowsAsync<SocketIODisconnectedException>(() => waiting.WaitAsync(Patience, Cancel));
        Assert.IsType<SocketIOConnectException>(exception.InnerException);
    }

    [Fact]
    public async Task EmitWithAckAsync_NamespaceRefused_ThrowsDisconnectedWithTheCause()
    {
        await using RawServer server = RawServer.Opening(static async (stream, token) =>
        {
            await GrantingServer.ReadFrameAsync(stream, token);
            await RawServer.SendTextAsync(stream, """44{"message":"no"}""", token);
            await GrantingServer.UntilCloseAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("e").AsTask();

        await Assert.ThrowsAsync<SocketIORefusedException>(() => socket.ConnectAsync(Cancel));

        SocketIODisconnectedException exception = await Assert.ThrowsAsync<SocketIODisconnectedException>(() => waiting.WaitAsync(Patience, Cancel));
        Assert.IsType<SocketIORefusedException>(exception.InnerException);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task EmitWithAckAsync_DisposedWhileConnected_ThrowsDisconnected(int retries)
    {
        await using ListeningServer server = new();
        SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Retries = retries });
        await socket.ConnectAsync(Cancel);
        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("e").AsTask();
        await server.NextAsync();

        await connection.DisposeAsync();

        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => waiting.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task EmitWithAckAsync_RetriesAndATimeout_EndsAfterIt()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { TimeProvider = _clock });
        SocketIOSocket socket = connection.Socket("/", Retrying);
        Task<SocketIOAck> offline = socket.EmitWithAckAsync("e", [], TimeSpan.FromSeconds(2), Cancel).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Contains("2 s", (await Assert.ThrowsAsync<TimeoutException>(() => offline.WaitAsync(Patience, Cancel))).Message, StringComparison.Ordinal);
        await socket.ConnectAsync(Cancel);

        // One attempt lasts 10 s, so the third is under way.
        Task<SocketIOAck> online = socket.EmitWithAckAsync("f", [], TimeSpan.FromSeconds(25), Cancel).AsTask();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("""421["f"]""", await server.NextAsync());
            Assert.False(online.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(i < 2 ? 10.1 : 5));
        }

        Assert.Contains("25 s", (await Assert.ThrowsAsync<TimeoutException>(() => online.WaitAsync(Patience, Cancel))).Message, StringComparison.Ordinal);
        Assert.Equal(0, socket.PendingAcks);
    }

    [Fact]
    public async Task EmitWithAckAsync_RetriesAndAToken_EndsWithItAndIsNotSentAgain()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { TimeProvider = _clock });
        SocketIOSocket socket = connection.Socket("/", Retrying);
        await socket.ConnectAsync(Cancel);
        using CancellationTokenSource cancel = new();
        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("e", [], timeout: null, cancel.Token).AsTask();
        await server.NextAsync();

        await cancel.CancelAsync();

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, Cancel));
        Assert.Equal(cancel.Token, exception.CancellationToken);
        Assert.Equal(0, socket.PendingAcks);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await socket.EmitAsync("next");
        Assert.Equal("""421["next"]""", await server.NextAsync());
    }

    [Fact]
    public async Task Emit_AfterDispose_ThrowsObjectDisposed()
    {
        SocketIOConnection connection = new(Nowhere);
        SocketIOSocket socket = connection.Socket();
        SocketIOSocket retrying = connection.Socket("/retrying", Retrying);
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await socket.EmitAsync("e"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await retrying.EmitAsync("e"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await socket.EmitWithAckAsync("e", [], TimeSpan.FromSeconds(1), Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await retrying.EmitWithAckAsync("e", [], TimeSpan.FromSeconds(1), Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await socket.ConnectAsync(Cancel));
        Assert.Throws<ObjectDisposedException>(() => connection.Socket("/other"));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task EmitAsync_DisposedWhileItWaitsForRoom_Ends()
    {
        await using RawServer server = GrantingServer.Start(static (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token));
        SocketIOConnection connection = new(
            server.Url, new SocketIOConnectionOptions { SendBufferBytes = 1000, CloseTimeout = TimeSpan.FromMilliseconds(100) });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        ValueTask waiting = default;
        for (int i = 0; waiting.IsCompleted; i++)
        {
            waiting = socket.EmitAsync("e", new byte[500_000]);
        }

        await connection.DisposeAsync();

        // In the order of the emits it left with the others, before the namespace was left.
        await waiting.AsTask().WaitAsync(Patience, Cancel);
    }

    /// <summary>Anything longer than a timer takes, and infinity.</summary>
    [Fact]
    public async Task EmitWithAckAsync_TimeoutsOfAnyLength_AreKeptAndTheOthersStillEnd()
    {
        await using SocketIOConnection connection = new(Nowhere, new SocketIOConnectionOptions { TimeProvider = _clock });
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { AckTimeout = TimeSpan.MaxValue });
        Task<SocketIOAck> infinite = socket.EmitWithAckAsync("e", [], Timeout.InfiniteTimeSpan, Cancel).AsTask();
        Task<SocketIOAck> longest = socket.EmitWithAckAsync("e", [], TimeSpan.MaxValue, Cancel).AsTask();
        Task<SocketIOAck> byDefault = socket.EmitWithAckAsync("e").AsTask();
        Task<SocketIOAck> sixtyDays = socket.EmitWithAckAsync("e", [], TimeSpan.FromDays(60), Cancel).AsTask();
        Task<SocketIOAck> second = socket.EmitWithAckAsync("e", [], TimeSpan.FromSeconds(1), Cancel).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(1.1));
        await Assert.ThrowsAsync<TimeoutException>(() => second.WaitAsync(Patience, Cancel));
        _clock.Advance(TimeSpan.FromDays(59));
        Assert.False(sixtyDays.IsCompleted);
        _clock.Advance(TimeSpan.FromDays(2));
        await Assert.ThrowsAsync<TimeoutException>(() => sixtyDays.WaitAsync(Patience, Cancel));
        _clock.Advance(TimeSpan.FromDays(1000));

        Assert.False(infinite.IsCompleted || longest.IsCompleted || byDefault.IsCompleted);
        Assert.Equal(3, socket.PendingAcks);
    }

    /// <summary>The system's clock counts nanoseconds, of which TimeSpan.MaxValue has more than there are.</summary>
    [Fact]
    public async Task EmitWithAckAsync_TimeoutsOfAnyLengthOnTheSystemsClock_DoNotDisableLaterOnes()
    {
        await using SocketIOConnection connection = new(Nowhere);
        SocketIOSocket socket = connection.Socket();
        Task<SocketIOAck> longest = socket.EmitWithAckAsync("e", [], TimeSpan.MaxValue, Cancel).AsTask();
        Task<SocketIOAck> sixtyDays = socket.EmitWithAckAsync("e", [], TimeSpan.FromDays(60), Cancel).AsTask();
        Task<SocketIOAck> infinite = socket.EmitWithAckAsync("e", [], Timeout.InfiniteTimeSpan, Cancel).AsTask();

        await Assert.ThrowsAsync<TimeoutException>(() =>
            socket.EmitWithAckAsync("e", [], TimeSpan.FromMilliseconds(20), Cancel).AsTask().WaitAsync(Patience, Cancel));

        Assert.False(longest.IsCompleted || sixtyDays.IsCompleted || infinite.IsCompleted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task EmitWithAckAsync_TimeoutThatIsNone_IsRefusedByName(long ticks)
    {
        await using SocketIOConnection connection = new(Nowhere);
        SocketIOSocket socket = connection.Socket();

        ArgumentOutOfRangeException exception = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await socket.EmitWithAckAsync("e", [], new TimeSpan(ticks), Cancel));

        Assert.Equal("timeout", exception.ParamName);
        Assert.Equal(0, socket.PendingAcks);
    }

    /// <summary>The sources are pooled: who asks too early, or twice, must not free one that is in use.</summary>
    [Fact]
    public async Task EmitWithAckAsync_ResultTakenTooEarlyOrTwice_ThrowsAndDisturbsNobody()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        ValueTask<SocketIOAck> first = socket.EmitWithAckAsync("first");
#pragma warning disable CA2012 // that is the test
        Assert.Throws<InvalidOperationException>(() => first.GetAwaiter().GetResult());
#pragma warning restore CA2012
        ValueTask<SocketIOAck> second = socket.EmitWithAckAsync("second");
        await server.NextAsync();
        await server.NextAsync();
        await server.SendAsync("431[2]");
        await server.SendAsync("430[1]");
        Assert.Equal("[2]", System.Text.Encoding.UTF8.GetString((await second).Json.Span));
        Assert.Equal("[1]", System.Text.Encoding.UTF8.GetString((await first).Json.Span));

        ValueTask<SocketIOAck> third = socket.EmitWithAckAsync("third");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await first);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await second);
        await server.NextAsync();
        await server.SendAsync("432[3]");
        Assert.Equal("[3]", System.Text.Encoding.UTF8.GetString((await third).Json.Span));
    }

    /// <summary>It took 45 s under the connection's lock when each looked for itself among all.</summary>
    [Fact]
    public async Task EmitWithAckAsync_ManyExpireAmongManyThatWait_EndsInSeconds()
    {
        const int each = 40_000;
        await using SocketIOConnection connection = new(Nowhere, new SocketIOConnectionOptions { TimeProvider = _clock });
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { OfflineBufferBytes = int.MaxValue });
        Task[] waiting = new Task[each];
        for (int i = 0; i < each; i++)
        {
            await socket.EmitAsync("plain");
            waiting[i] = socket.EmitWithAckAsync("awaited", [], TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(i % 1000), Cancel).AsTask();
        }

        _clock.Advance(TimeSpan.FromSeconds(3));

        await Task.WhenAll(waiting).ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.All(waiting, static task => Assert.IsType<TimeoutException>(task.Exception!.InnerException));
        Assert.Equal(0, socket.PendingAcks);
    }
}
