using System.Net;
using System.Net.Sockets;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Tests.Transports.Threads;

public sealed class IoSocketStreamTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IoThread _thread;

    public IoSocketStreamTests()
    {
        Assert.SkipWhen(IoThread.For(TimeProvider.System) is null, "There is no I/O thread on this system.");
        _thread = IoThread.For(TimeProvider.System)!;
        _listener.Start();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteAsync_MoreThanTheSocketTakes_ArrivesWholeAndInOrder(bool inline)
    {
        await using IoSocketStream stream = await ConnectAsync(inline);
        using Socket peer = await _listener.AcceptSocketAsync(Cancel);
        byte[] sent = new byte[8 << 20];
        Random.Shared.NextBytes(sent);

        Task writing = WriteAsync(stream, sent);
        byte[] received = new byte[sent.Length];
        for (int count = 0; count < received.Length;)
        {
            count += await peer.ReceiveAsync(received.AsMemory(count, Math.Min(100_000, received.Length - count)), Cancel);
        }

        await writing;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_PiecesThenTheEnd_GivesEachAndThenZero(bool inline)
    {
        await using IoSocketStream stream = await ConnectAsync(inline);
        Socket peer = await _listener.AcceptSocketAsync(Cancel);
        byte[] buffer = new byte[4];
        for (byte i = 0; i < 100; i++)
        {
            ValueTask<int> reading = stream.ReadAsync(buffer, Cancel);
            peer.Send([i]);
            Assert.Equal(1, await reading);
            Assert.Equal(i, buffer[0]);
        }

        // What is there before the end is read first, whatever edge told of either.
        peer.Send([1, 2, 3, 4, 5]);
        peer.Dispose();
        Assert.Equal(4, await stream.ReadAsync(buffer, Cancel));
        Assert.Equal(1, await stream.ReadAsync(buffer, Cancel));
        Assert.Equal(0, await stream.ReadAsync(buffer, Cancel));
        Assert.Equal(0, await stream.ReadAsync(buffer, Cancel));
    }

    [Fact]
    public async Task ReadAsync_InlineCompletion_ContinuesOnTheThread()
    {
        await using IoSocketStream stream = await ConnectAsync(inline: true);
        using Socket peer = await _listener.AcceptSocketAsync(Cancel);

        Task<bool> reading = ReadOneAsync(stream);
        peer.Send([1]);

        Assert.True(await reading);

        async Task<bool> ReadOneAsync(IoSocketStream from)
        {
            await _thread.EnterAsync();
            await from.ReadAsync(new byte[1], Cancel).ConfigureAwait(false);
            return _thread.IsCurrent;
        }
    }

    [Fact]
    public async Task ReadAsync_BeforeInlineCompletion_ContinuesWhereConnectionsAreMade()
    {
        await using IoSocketStream stream = await ConnectAsync(inline: false);
        using Socket peer = await _listener.AcceptSocketAsync(Cancel);
        ValueTask<int> reading = stream.ReadAsync(new byte[1], Cancel);
        Task<bool> isForHandshakes = Task.Run(
            async () =>
            {
                await reading.ConfigureAwait(false);
                return IoThread.Handshakes!.IsCurrent;
            },
            Cancel);

        await Task.Delay(50, Cancel);
        peer.Send([1]);

        Assert.True(await isForHandshakes);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_EndsAndTheNextReadWorks()
    {
        await using IoSocketStream stream = await ConnectAsync(inline: false);
        using Socket peer = await _listener.AcceptSocketAsync(Cancel);
        using CancellationTokenSource cancelled = new();
        ValueTask<int> reading = stream.ReadAsync(new byte[1], cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        peer.Send([1]);
        Assert.Equal(1, await stream.ReadAsync(new byte[1], Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_ReadAndWritePending_BothFail(bool inline)
    {
        IoSocketStream stream = await ConnectAsync(inline);
        using Socket peer = await _listener.AcceptSocketAsync(Cancel);
        Task reading = stream.ReadAsync(new byte[1], Cancel).AsTask();
        Task writing = WriteAsync(stream, new byte[32 << 20]);

        await stream.DisposeAsync();

        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => reading);
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => writing);
    }

    [Fact]
    public async Task ReadAsync_PeerResets_Fails()
    {
        await using IoSocketStream stream = await ConnectAsync(inline: true);
        Socket peer = await _listener.AcceptSocketAsync(Cancel);
        Task reading = stream.ReadAsync(new byte[1], Cancel).AsTask();

        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();

        IOException exception = await Assert.ThrowsAsync<IOException>(() => reading);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task ConnectAsync_NothingListens_SaysRefused()
    {
        EndPoint endPoint = _listener.LocalEndpoint;
        _listener.Stop();

        SocketException exception = await Assert.ThrowsAsync<SocketException>(() => IoSocketStream.ConnectAsync(NewSocket(), endPoint, _thread, Cancel));

        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
    }

    [Fact]
    public async Task CreateTimer_SetAgainAndDisposed_FiresAtTheLastTimeAndNotBehindTheDisposal()
    {
        TaskCompletionSource<long> fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long started = TimeProvider.System.GetTimestamp();
        using ITimer timer = _thread.Time.CreateTimer(
            state => ((TaskCompletionSource<long>)state!).TrySetResult(TimeProvider.System.GetTimestamp()), fired, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);

        TimeSpan took = TimeProvider.System.GetElapsedTime(started, await fired.Task);

        // A first timer that was too quick to be set again has fired; it is the other case that is of interest.
        Assert.InRange(took.TotalMilliseconds, 1, 60_000);
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task Post_FromManyThreads_RunsEachOnTheThread()
    {
        const int Each = 10_000;
        int count = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    _thread.Post(
                        _ =>
                        {
                            if (_thread.IsCurrent && ++count == 4 * Each)
                            {
                                all.SetResult();
                            }
                        },
                        null);
                }
            },
            Cancel)));

        await all.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static async Task WriteAsync(IoSocketStream stream, byte[] bytes) => await stream.WriteAsync(bytes, Cancel);

    private async Task<IoSocketStream> ConnectAsync(bool inline)
    {
        IoSocketStream stream = await IoSocketStream.ConnectAsync(NewSocket(), _listener.LocalEndpoint, _thread, Cancel);
        if (inline)
        {
            stream.CompleteInline();
        }

        return stream;
    }
}
