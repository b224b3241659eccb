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

    /// <summary>The server's DISCONNECT crosses ours and the CONNECT behind it: it ends the membership before, not the one that is asked for.</summary>
    [Fact]
    public async Task ConnectAsync_DisconnectOfTheServerCrossesIt_IsAnsweredByTheGrant()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = NewConnection(server);
        await connection.Socket().ConnectAsync(Cancel);
        SocketIOSocket room = connection.Socket("/room");
        await room.ConnectAsync(Cancel);
        server.Grants = static ns => ns.Length == 0;
        await room.DisconnectAsync();
        Assert.Equal("41/room,", await server.NextAsync());
        Task second = room.ConnectAsync(Cancel);
        Assert.Equal("40/room,", await server.NextAsync());

        await server.SendAsync("41/room,");
        await server.SendAsync("""40/room,{"sid":"b"}""");

        await second.WaitAsync(Patience, Cancel);
        Assert.True(room.IsConnected);
        Assert.Equal("b", room.Id);
        Assert.Equal(1, server.Sessions);
    }

    /// <summary>The server refuses a namespace that it granted: the socket has left it, and says so.</summary>
    [Fact]
    public async Task Disconnected_JoinedNamespaceIsRefused_IsRaisedAndConnectJoinsAgain()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = NewConnection(server);
        await connection.Socket().ConnectAsync(Cancel);
        SocketIOSocket room = connection.Socket("/room");
        await room.ConnectAsync(Cancel);
        TaskCompletionSource<ConnectionClosedEventArgs> disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<ConnectionErrorEventArgs> refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        room.Disconnected += (_, e) => disconnected.TrySetResult(e);
        room.ConnectError += (_, e) => refused.TrySetResult(e);
        Task<SocketIOAck> unanswered = room.EmitWithAckAsync("e").AsTask();

        await server.SendAsync("""44/room,{"message":"out"}""");

        Assert.Equal(DisconnectReason.ServerDisconnect, (await disconnected.Task.WaitAsync(Patience, Cancel)).Reason);
        Assert.IsType<SocketIORefusedException>((await refused.Task.WaitAsync(Patience, Cancel)).Error);
        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => unanswered.WaitAsync(Patience, Cancel));
        Assert.False(room.IsActive);
        await room.ConnectAsync(Cancel).WaitAsync(Patience, Cancel);
        Assert.True(room.IsConnected);
    }

    /// <summary>Ids of acks are the server's, and begin anew with each membership.</summary>
    [Fact]
    public async Task Send_EventOfAnEarlierMembership_GoesNowhere()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = NewConnection(server);
        await connection.Socket().ConnectAsync(Cancel);
        SocketIOSocket room = connection.Socket("/room");
        TaskCompletionSource rejoined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        room.On("q", (in SocketIOEvent question) =>
        {
            received.TrySetResult();
            return AnswerAsync(question.GetReply());
        });
        await room.ConnectAsync(Cancel);
        await server.SendAsync("""42/room,0["q"]""");
        await received.Task.WaitAsync(Patience, Cancel);
        await room.DisconnectAsync();
        Assert.Equal("41/room,", await server.NextAsync());
        await room.ConnectAsync(Cancel).WaitAsync(Patience, Cancel);

        rejoined.SetResult();
        await server.SendAsync("""42/room,1["q"]""");

        Assert.Equal("""43/room,1["late"]""", await server.NextAsync());

        async Task AnswerAsync(SocketIOReply reply)
        {
            await rejoined.Task.WaitAsync(Patience, Cancel);
            reply.Send("late");
        }
    }

    private SocketIOConnection NewConnection(ListeningServer server) => new(server.Url, new SocketIOConnectionOptions { TimeProvider = _clock });
}
