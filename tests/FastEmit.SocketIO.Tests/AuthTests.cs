using System.Text;
using FastEmit.FaultProxy;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

public sealed class AuthTests
{
    private const string OpenForLong =
        """0{"sid":"engine1","upgrades":[],"pingInterval":3600000,"pingTimeout":20000,"maxPayload":1000000}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectAsync_AuthFunctionNeverReturns_IsToldAndAskedAgainWhileOthersGoOn()
    {
        TaskCompletionSource<string> sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = RawServer.Opening(async (stream, token) =>
        {
            for (int i = 0; i < 2; i++)
            {
                string connect = Encoding.UTF8.GetString((await GrantingServer.ReadFrameAsync(stream, token)).Payload);
                bool main = connect == "40";
                await RawServer.SendTextAsync(stream, main ? """40{"sid":"a"}""" : """40/slow,{"sid":"b"}""", token);
                if (!main)
                {
                    sent.SetResult(connect);
                }
            }

            await GrantingServer.UntilCloseAsync(stream, token);
        }, OpenForLong);
        await using SocketIOConnection connection = new(server.Url + "?secret=1", Options());
        int calls = 0;
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<ConnectionErrorEventArgs> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SocketIOSocket main = connection.Socket();
        SocketIOSocket socket = connection.Socket("/slow", new SocketIOSocketOptions
        {
            Auth = SocketIOAuth.FromJson(async token =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    called.SetResult();
                    token.Register(cancelled.SetResult);
                    await new TaskCompletionSource().Task;
                }

                return """{"call":2}"""u8.ToArray();
            }),
        });
        socket.ConnectError += (_, error) => told.TrySetResult(error);
        await main.ConnectAsync(Cancel);
        Task connecting = socket.ConnectAsync(Cancel);
        await called.Task.WaitAsync(Patience, Cancel);

        _clock.Advance(TimeSpan.FromSeconds(20));

        ConnectionErrorEventArgs failure = await told.Task.WaitAsync(Patience, Cancel);
        SocketIOConnectException timeout = Assert.IsType<SocketIOConnectException>(failure.Error);
        Assert.Equal((ConnectFailure.Timeout, true), (timeout.Failure, failure.WillRetry));
        Assert.Contains("the auth function of /slow did not return", timeout.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", timeout.Message, StringComparison.Ordinal);
        await cancelled.Task.WaitAsync(Patience, Cancel);
        Assert.True(main.IsConnected);
        Assert.True(socket.IsActive);
        Assert.False(socket.IsConnected);

        await PassDelayAsync();
        await connecting.WaitAsync(Patience, Cancel);
        Assert.Equal("""40/slow,{"call":2}""", await sent.Task.WaitAsync(Patience, Cancel));
        Assert.True(socket.IsConnected);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task ConnectAsync_AuthFunctionNeverReturnsAndNoAttemptIsLeft_ThrowsTimeout(bool reconnection, int attempts)
    {
        await using RawServer server = RawServer.Opening(GrantingServer.UntilCloseAsync, OpenForLong);
        await using SocketIOConnection connection = new(
            server.Url, Options() with { Reconnection = reconnection, ReconnectionAttempts = attempts });
        using ManualResetEventSlim forever = new();
        using SemaphoreSlim calls = new(0);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions
        {
            // Not even asynchronous: it holds its thread.
            Auth = SocketIOAuth.FromJson(_ =>
            {
                calls.Release();
                forever.Wait(CancellationToken.None);
                return default;
            }),
        });

        Task connecting = socket.ConnectAsync(Cancel);
        for (int attempt = 0; attempt <= attempts; attempt++)
        {
            Assert.True(await calls.WaitAsync(Patience, Cancel));
            _clock.Advance(TimeSpan.FromSeconds(20));
            if (attempt < attempts)
            {
                await PassDelayAsync();
            }
        }

        Assert.Equal(ConnectFailure.Timeout, (await Assert.ThrowsAsync<SocketIOConnectException>(() => connecting.WaitAsync(Patience, Cancel))).Failure);
        Assert.False(socket.IsActive);
        Assert.Equal(0, calls.CurrentCount);
        forever.Set();
    }

    [Fact]
    public async Task Reconnect_AuthFunctionThrowsOnce_IsToldAndAskedAgain()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { ReconnectionDelay = TimeSpan.FromMilliseconds(5) });
        int calls = 0;
        TaskCompletionSource<ConnectionErrorEventArgs> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SemaphoreSlim connected = new(0);
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions
        {
            Auth = SocketIOAuth.FromJson(_ => Interlocked.Increment(ref calls) == 2
                ? throw new IOException("The token service is away.")
                : new ValueTask<ReadOnlyMemory<byte>>("{}"u8.ToArray())),
        });
        socket.ConnectError += (_, error) => told.TrySetResult(error);
        socket.Connected += (_, _) => connected.Release();
        await socket.ConnectAsync(Cancel);
        Assert.True(await connected.WaitAsync(Patience, Cancel));

        server.Cut();

        ConnectionErrorEventArgs failure = await told.Task.WaitAsync(Patience, Cancel);
        Assert.Equal(("The token service is away.", true), (failure.Error.Message, failure.WillRetry));
        Assert.True(await connected.WaitAsync(Patience, Cancel));
        Assert.Equal((3, 2), (calls, server.Sessions));
    }

    private SocketIOConnectionOptions Options() => new() { TimeProvider = _clock };

    /// <summary>Waits for the delay before the next attempt to begin, and lets its time pass.</summary>
    private async Task PassDelayAsync()
    {
        await _clock.WaitForTimersAsync(2, Cancel).WaitAsync(Patience, Cancel); // the other is the heartbeat's
        _clock.Advance(TimeSpan.FromSeconds(5));
    }
}
