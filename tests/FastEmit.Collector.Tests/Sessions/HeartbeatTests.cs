using FastEmit.Collector.Tests.Clients;
using FastEmit.FaultProxy;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Sessions;

public sealed class HeartbeatTests : IAsyncLifetime
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _clock = new();
    private CollectorServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CollectorServer.StartAsync(new CollectorOptions
    {
        Port = 0,
        TimeProvider = _clock,
        PingInterval = PingInterval,
        PingTimeout = PingTimeout,
        ConnectTimeout = ConnectTimeout,
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Heartbeat_Answered_ComesEveryIntervalAfterTheAnswer()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        for (int beat = 0; beat < 3; beat++)
        {
            _clock.Advance(PingInterval - TimeSpan.FromMilliseconds(1));
            Assert.Empty(await client.SyncAsync());
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal("2", (await client.ReceiveAsync()).Text);

            _clock.Advance(PingTimeout - TimeSpan.FromMilliseconds(1));
            await client.SendTextAsync("3");
            await client.SyncAsync();
        }

        Assert.Equal(0, _server.GetStats().HeartbeatTimeouts);
    }

    [Fact]
    public async Task Heartbeat_Unanswered_EndsTheConnectionAfterTheTimeout()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        _clock.Advance(PingInterval);
        Assert.Equal("2", (await client.ReceiveAsync()).Text);
        await client.SendTextAsync("42[\"a\"]"); // Other packets are no answer.
        await client.SyncAsync();
        _clock.Advance(PingTimeout);

        Assert.True((await client.ReceiveAsync()).IsEnd);
        Assert.Equal(1, _server.GetStats().HeartbeatTimeouts);
    }

    [Fact]
    public async Task Pong_NotAskedFor_ChangesNothing()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync("3");
        await client.SyncAsync();
        _clock.Advance(PingInterval);

        Assert.Equal("2", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task ConnectTimeout_NoNamespace_ClosesWithAReason()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);
        await client.SyncAsync(); // The deadline runs from here on.

        _clock.Advance(ConnectTimeout - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await client.SyncAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        ReceivedFrame close = await client.ReceiveAsync();
        Assert.Equal((WebSocketOpcode.Close, CloseCode.PolicyViolation), (close.Opcode, close.CloseCode));
        Assert.Contains("No namespace", close.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectTimeout_NamespaceJoined_NeverComes()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        _clock.Advance(ConnectTimeout);

        Assert.Empty(await client.SyncAsync());
    }
}
