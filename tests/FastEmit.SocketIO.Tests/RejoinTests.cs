using FastEmit.FaultProxy;

namespace FastEmit.SocketIO.Tests;

/// <summary>A namespace that is left and connected again while the server has not answered.</summary>
public sealed class RejoinTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectAsync_LeftAndConnectedAgainAtASlowServer_HasItsOwnTime()
    {
        await using ListeningServer server = new() { Grants = static ns => ns.Length == 0 };
        await using SocketIOConnection connection = NewConnection(server);
        SocketIOSocket main = connection.Socket();
        await main.ConnectAsync(Cancel);
        SocketIOSocket slow = connection.Socket("/slow");
        Task first = slow.ConnectAsync(Cancel);
        Assert.Equal("40/slow,", await server.NextAsync());
        _clock.Advance(TimeSpan.FromSeconds(15));

        await slow.DisconnectAsync();
        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => first);
        Task second = slow.ConnectAsync(Cancel);
        _clock.Advance(TimeSpan.FromSeconds(15));

        Assert.False(second.IsCompleted);
        Assert.True(main.IsConnected);
        await server.SendAsync("""40/slow,{"sid":"b"}""");
        await second.WaitAsync(Patience, Cancel);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(main.IsConnected);
        Assert.Equal(1, server.Sessions);
    }

    [Fact]
    public async Task DisconnectAsync_WhileTheServerHasNotAnswered_ItsTimeEndsNothing()
    {
        await using ListeningServer server = new() { Grants = static ns => ns.Length == 0 };
        await using SocketIOConnection connection = NewConnection(server);
        SocketIOSocket main = connection.Socket();
        await main.ConnectAsync(Cancel);
        SocketIOSocket slow = connection.Socket("/slow");
        slow.Connect();
        Assert.Equal("40/slow,", await server.NextAsync());

        await slow.DisconnectAsync();
        _clock.Advance(TimeSpan.FromSeconds(60));
        await main.EmitAsync("e");

        Assert.Equal("""42["e"]""", await server.NextAsync());
        Assert.Equal(1, server.Sessions);
    }

    [Fact]
    public async Task ConnectAsync_ConnectedAgainAndNeverAnswered_EndsTheSessionAfterItsOwnTime()
    {
        await using ListeningServer server = new() { Grants = static ns => ns.Length == 0 };
        await using SocketIOConnection connection = NewConnection(server);
        TaskCompletionSource<ConnectionClosedEventArgs> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Closed += (_, e) => closed.TrySetResult(e);
        SocketIOSocket main = connection.Socket();
        await main.ConnectAsync(Cancel);
        SocketIOSocket slow = connection.Socket("/slow");
        slow.Connect();
        await server.NextAsync();
        await slow.DisconnectAsync();
        slow.Connect();
        _clock.Advance(TimeSpan.FromSeconds(21));

        Assert.Contains("/slow", (await closed.Task.WaitAsync(Patience, Cancel)).Detail, StringComparison.Ordinal);
    }

    /// <summary>The refusal is of the credentials that were asked for before.</summary>
    [Fact]
    public async Task ConnectAsync_TheEarlierConnectIsRefused_AsksAgain()
    {
        await using ListeningServer server = new() { Grants = static ns => ns.Length == 0 };
        await using SocketIOConnection connection = NewConnection(server);
        SocketIOSocket main = connection.Socket();
        await main.ConnectAsync(Cancel);
        SocketIOSocket slow = connection.Socket("/slow");
        slow.Connect();
        await server.NextAsync();
        await slow.DisconnectAsync();
        Task second = slow.ConnectAsync(Cancel);

        await server.SendAsync("""44/slow,{"message":"no"}""");
        Assert.Equal("40/slow,", await server.NextAsync());
        await server.SendAsync("""40/slow,{"sid":"b"}""");

        await second.WaitAsync(Patience, Cancel);
    }

    private SocketIOConnection NewConnection(ListeningServer server) => new(server.Url, new SocketIOConnectionOptions { TimeProvider = _clock });
}
