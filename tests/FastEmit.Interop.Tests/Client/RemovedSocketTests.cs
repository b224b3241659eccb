using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

/// <summary>A socket that is disposed of has left its namespace for good; the connection serves the others and makes a new one.</summary>
public sealed class RemovedSocketTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DisposeAsync_ManyTimes_EachJoinsAnewAndTheOthersGoOn()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        await main.ConnectAsync(Cancel);
        string key = Guid.NewGuid().ToString();
        HashSet<int> numbers = [];
        HashSet<string?> ids = [];
        for (int round = 0; round < 50; round++)
        {
            await using SocketIOSocket foo = connection.Socket("/foo");
            await foo.ConnectAsync(Cancel);
            numbers.Add(foo.Number);
            ids.Add(foo.Id);
            await foo.EmitAsync("remember", key, round);
            Assert.Equal(round, (await foo.AskJsonAsync("attempts", $"\"{key}\""))[round].GetInt32());
        }

        Assert.Equal(50, ids.Count);
        Assert.InRange(numbers.Count, 1, 5); // numbers are used again
        Assert.True(main.IsConnected);
        Assert.Equal(50, (await main.AskJsonAsync("attempts", $"\"{key}\"")).GetArrayLength());
    }

    [Fact]
    public async Task DisposeAsync_QueuedEvents_AreSentAndLaterCallsAreRefused()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket main = connection.Socket();
        SocketIOSocket foo = connection.Socket("/foo");
        await Task.WhenAll(main.ConnectAsync(Cancel), foo.ConnectAsync(Cancel));
        string key = Guid.NewGuid().ToString();
        await foo.EmitAsync("remember", key, 1);
        await foo.AskJsonAsync("attempts", $"\"{key}\"");
        Expect<DisconnectReason> left = new("the disconnect");
        foo.Disconnected += (_, close) => left.Set(close.Reason);

        await foo.DisposeAsync();
        await foo.DisposeAsync();

        Assert.Equal(DisconnectReason.ClientDisconnect, await left.Async());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => foo.EmitAsync("remember", key, 2).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => foo.ConnectAsync(Cancel));
        Assert.NotSame(foo, connection.Socket("/foo"));
        Assert.Equal("[1]", (await main.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
    }

    [Fact]
    public async Task DisposeAsync_ByItsOwnHandler_Returns()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket foo = connection.Socket("/foo");
        Expect<bool> disposed = new("the disposal");
        foo.Connected += (_, _) =>
        {
            foo.DisposeAsync().AsTask().Wait(Cancel);
            disposed.Set(true);
        };

        foo.Connect();

        Assert.True(await disposed.Async());
    }
}
