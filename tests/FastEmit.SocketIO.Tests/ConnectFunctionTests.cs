using System.Collections.Concurrent;
using System.Text;
using FastEmit.FaultProxy;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

/// <summary>Headers and query that are asked for at every connect.</summary>
public sealed class ConnectFunctionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectAsync_FunctionsForHeadersAndQuery_AreAskedAtEveryConnectAndAgainAfterAFailure()
    {
        ConcurrentQueue<string> heads = new();
        await using RawServer server = new(async (stream, token) =>
        {
            string head = await RawServer.ReadHeadAsync(stream, token);
            heads.Enqueue(head);
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(RawServer.Upgrade.Replace("{accept}", RawServer.AcceptFor(head), StringComparison.Ordinal)), token);
            await RawServer.SendTextAsync(stream, RawServer.Open, token);
            await GrantingServer.ReadFrameAsync(stream, token);
            await RawServer.SendTextAsync(stream, """40{"sid":"a"}""", token);
            if (heads.Count > 1)
            {
                await GrantingServer.UntilCloseAsync(stream, token);
            }
        });
        int asked = 0;
        using SemaphoreSlim connected = new(0);
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions
        {
            ReconnectionDelay = TimeSpan.FromMilliseconds(1),
            Headers = [new("X-Fixed", "f")],
            HeadersAtConnect = _ => Interlocked.Increment(ref asked) == 2
                ? throw new IOException("The token service is away.")
                : new([new("Authorization", $"Bearer {asked}")]),
            QueryAtConnect = async token =>
            {
                await Task.Yield();
                return [new("visit", $"{asked}")];
            },
        });
        TaskCompletionSource<string> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectFailed += (_, failure) => told.TrySetResult(failure.Error.Message);
        SocketIOSocket socket = connection.Socket();
        socket.Connected += (_, _) => connected.Release();

        await socket.ConnectAsync(Cancel);
        Assert.True(await connected.WaitAsync(Patience, Cancel));
        Assert.True(await connected.WaitAsync(Patience, Cancel));

        string[] seen = [.. heads];
        Assert.Equal("The token service is away.", await told.Task.WaitAsync(Patience, Cancel));
        Assert.Contains("Authorization: Bearer 1\r\n", seen[0], StringComparison.Ordinal);
        Assert.Contains("&visit=1 ", seen[0], StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer 3\r\n", seen[1], StringComparison.Ordinal);
        Assert.Contains("&visit=3 ", seen[1], StringComparison.Ordinal);
        Assert.All(seen, static head => Assert.Contains("X-Fixed: f\r\n", head, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConnectAsync_FunctionNeverReturns_FailsWithItsName()
    {
        ManualTimeProvider clock = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using SocketIOConnection connection = new("http://127.0.0.1:1", new SocketIOConnectionOptions
        {
            TimeProvider = clock,
            Reconnection = false,
            HeadersAtConnect = async _ =>
            {
                asked.SetResult();
                await new TaskCompletionSource().Task;
                return [];
            },
        });
        Task connecting = connection.Socket().ConnectAsync(Cancel);
        await asked.Task.WaitAsync(Patience, Cancel);

        clock.Advance(TimeSpan.FromSeconds(20));

        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(() => connecting.WaitAsync(Patience, Cancel));
        Assert.Equal(ConnectFailure.Timeout, exception.Failure);
        Assert.Contains("HeadersAtConnect did not return", exception.Message, StringComparison.Ordinal);
    }
}
