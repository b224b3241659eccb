using System.Net.Sockets;
using FastEmit.FaultProxy;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class UpgradingConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upgrade_WebSocketIsResetAfterPollingHasPaused_GoesOnWithPolling()
    {
        TaskCompletionSource reset = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PollingServer server = new((stream, _) =>
        {
            stream.Socket.LingerState = new LingerOption(true, 0);
            stream.Socket.Close();
            reset.SetResult();
            return Task.CompletedTask;
        });
        await using SocketIOConnection connection = NewConnection(server, TimeProvider.System);
        SocketIOSocket socket = connection.Socket();
        Task connecting = socket.ConnectAsync(Cancel);
        await reset.Task.WaitAsync(Patience, Cancel);

        // What the server does while an upgrade is under way: polls end, so that the session can move.
        do
        {
            server.AnswerPoll("6");
        }
        while (!await IsPostedAsync(server, "40", TimeSpan.FromMilliseconds(100)));
        await AssertLivesOnPollingAsync(server, connection, socket, connecting);
    }

    [Fact]
    public async Task Upgrade_ServerNeverEndsThePoll_IsGivenUpAndPollingGoesOn()
    {
        TaskCompletionSource probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PollingServer server = new(async (stream, token) =>
        {
            probed.SetResult();
            try
            {
                await RawServer.ReadToEndAsync(stream, token);
            }
            catch (IOException)
            {
                // A client that is given no time to read the probe's answer leaves it unread: that is a reset.
            }

            left.SetResult();
        });
        await using SocketIOConnection connection = NewConnection(server, _clock);
        SocketIOSocket socket = connection.Socket();
        Task connecting = socket.ConnectAsync(Cancel);
        await probed.Task.WaitAsync(Patience, Cancel);

        _clock.Advance(TimeSpan.FromSeconds(10));

        await left.Task.WaitAsync(Patience, Cancel);
        await AssertLivesOnPollingAsync(server, connection, socket, connecting);
    }

    private static SocketIOConnection NewConnection(PollingServer server, TimeProvider time) => new(server.Url, new SocketIOConnectionOptions
    {
        Transports = [SocketIOTransport.Polling, SocketIOTransport.WebSocket],
        TimeProvider = time,
    });

    private static Task<bool> IsPostedAsync(PollingServer server, string payload, TimeSpan patience) =>
        Task.Run(() => SpinWait.SpinUntil(() => server.Posted.Contains(payload), patience), Cancel);

    private static async Task AssertLivesOnPollingAsync(
        PollingServer server, SocketIOConnection connection, SocketIOSocket socket, Task connecting)
    {
        Assert.True(await IsPostedAsync(server, "40", Patience));
        server.AnswerPoll("""40{"sid":"a"}""");
        await connecting.WaitAsync(Patience, Cancel);
        TaskCompletionSource<int> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = socket.On("n", UnitJson.Default.Int32, received.SetResult);
        await socket.EmitAsync("mine", 1);
        server.AnswerPoll("""42["n",7]""");

        Assert.Equal(7, await received.Task.WaitAsync(Patience, Cancel));
        Assert.True(await IsPostedAsync(server, """42["mine",1]""", Patience));
        Assert.Equal(("polling", 1), (connection.TransportName, server.Sessions));
        Assert.True(socket.IsConnected);
    }
}
