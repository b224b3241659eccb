using System.Net;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using FastEmit.FaultProxy;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>
/// The cases of the official Engine.IO protocol test suite (v4), one test each and in its order; messages are Socket.IO packets that an echo
/// handler answers, since nothing else may be a message here.
/// </summary>
public sealed class EngineProtocolTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private CollectorServer _server = null!;

    private static TimeSpan PingInterval => TimeSpan.FromMilliseconds(300);

    private static TimeSpan PingTimeout => TimeSpan.FromMilliseconds(200);

    public async ValueTask InitializeAsync()
    {
        _server = await CollectorServer.StartAsync(new CollectorOptions
        {
            Port = 0,
            TimeProvider = _clock,
            PingInterval = PingInterval,
            PingTimeout = PingTimeout,
            OnEvent = (in received) => received.Connection!.Emit("/", "echo", received.Data, received.Attachments == 0 ? [] : [received.GetAttachment(0).ToArray()]),
        });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task HandshakePolling_Valid_OpensASession()
    {
        (HttpStatusCode status, string body) = await PollingClient.RequestAsync(_server.Url, HttpMethod.Get, PollingClient.Handshake);

        Assert.Equal((HttpStatusCode.OK, '0'), (status, body[0]));
        AssertOpen(body[1..], ["websocket"]);
    }

    [Theory]
    [InlineData("GET", "transport=polling")]
    [InlineData("GET", "EIO=abc&transport=polling")]
    [InlineData("GET", "EIO=3&transport=polling")]
    [InlineData("GET", "EIO=4")]
    [InlineData("GET", "EIO=4&transport=abc")]
    [InlineData("POST", "EIO=4&transport=polling")]
    [InlineData("PUT", "EIO=4&transport=polling")]
    public async Task HandshakePolling_InvalidVersionTransportOrMethod_Fails(string method, string query)
    {
        (HttpStatusCode status, string body) = await PollingClient.RequestAsync(_server.Url, new HttpMethod(method), query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(JsonElement.Parse(body).TryGetProperty("code", out _));
    }

    [Fact]
    public async Task HandshakeWebSocket_Valid_OpensASession()
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url);

        string open = (await client.ReceiveAsync()).Text;

        Assert.Equal('0', open[0]);
        AssertOpen(open[1..], []);
    }

    [Theory]
    [InlineData("transport=websocket")]
    [InlineData("EIO=abc&transport=websocket")]
    [InlineData("EIO=4")]
    [InlineData("EIO=4&transport=abc")]
    public async Task HandshakeWebSocket_InvalidVersionOrTransport_Fails(string query)
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url, query);

        Assert.StartsWith("HTTP/1.1 400", client.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MessagePolling_OnePlainTextPacket_IsTakenAndAnswered()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");

        Assert.Equal((HttpStatusCode.OK, "ok"), await client.PostAsync("42[\"a\",\"hello\"]"));

        Assert.Equal((HttpStatusCode.OK, "42[\"echo\",\"hello\"]"), await client.PollAsync());
    }

    [Fact]
    public async Task MessagePolling_SeveralPlainTextPackets_AreTakenAndAnswered()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");

        await client.PostAsync("42[\"a\",1]\u001e42[\"a\",2]\u001e42[\"a\",3]");

        Assert.Equal("42[\"echo\",1]\u001e42[\"echo\",2]\u001e42[\"echo\",3]", (await client.PollAsync()).Body);
    }

    [Fact]
    public async Task MessagePolling_PlainTextAndBinaryPackets_AreTakenAndAnswered()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");

        await client.PostAsync("42[\"a\",1]\u001e451-[\"a\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");

        Assert.Equal("42[\"echo\",1]\u001e451-[\"echo\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==", (await client.PollAsync()).Body);
    }

    [Fact]
    public async Task MessagePolling_InvalidPacketFormat_ClosesTheSession()
    {
        using PollingClient client = await PollingClient.OpenAsync(_server.Url);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("abc")).Status);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task MessagePolling_DuplicatePollRequests_ClosesTheSession()
    {
        using PollingClient client = await PollingClient.OpenAsync(_server.Url);

        Task<(HttpStatusCode Status, string Body)>[] polls = [client.PollAsync(), client.PollAsync()];
        (HttpStatusCode Status, string Body)[] answers = await Task.WhenAll(polls);

        // Which of them came first is the network's affair.
        Assert.Equal([(HttpStatusCode.OK, "1")], answers.Where(answer => answer.Status == HttpStatusCode.OK));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task MessagePolling_CancelledPollRequest_ClosesTheSession()
    {
        using PollingClient client = await PollingClient.OpenAsync(_server.Url);

        Task poll = client.PollAsync();
        await _server.Collector.UntilPolledAsync(client.Sid);
        client.HangUp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await Expect.TrueAsync(() => _server.GetStats().OpenConnections == 0);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task MessageWebSocket_PlainTextPacket_IsTakenAndAnswered()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync("42[\"a\",\"hello\"]");

        Assert.Equal("42[\"echo\",\"hello\"]", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task MessageWebSocket_BinaryPacket_IsTakenAndAnswered()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync("451-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [1, 2, 3, 4]));

        Assert.Equal("451-[\"echo\",{\"_placeholder\":true,\"num\":0}]", (await client.ReceiveAsync()).Text);
        Assert.Equal([1, 2, 3, 4], (await client.ReceiveAsync()).Payload);
    }

    [Fact]
    public async Task MessageWebSocket_InvalidPacketFormat_ClosesTheSession()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        await client.SendTextAsync("abc");

        Assert.Equal(WebSocketOpcode.Close, (await client.ReceiveAsync()).Opcode);
    }

    [Fact]
    public async Task HeartbeatPolling_Answered_GoesOn()
    {
        using PollingClient client = await PollingClient.OpenAsync(_server.Url);

        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(PingInterval);
            Assert.Equal((HttpStatusCode.OK, "2"), await client.PollAsync());
            Assert.Equal((HttpStatusCode.OK, "ok"), await client.PostAsync("3"));
        }
    }

    [Fact]
    public async Task HeartbeatPolling_PingTimeout_ClosesTheSession()
    {
        using PollingClient client = await PollingClient.OpenAsync(_server.Url);

        _clock.Advance(PingInterval);
        _clock.Advance(PingTimeout);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
        Assert.Equal(1, _server.GetStats().HeartbeatTimeouts);
    }

    [Fact]
    public async Task HeartbeatWebSocket_Answered_GoesOn()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(PingInterval);
            Assert.Equal("2", (await client.ReceiveAsync()).Text);
            await client.SendTextAsync("3");
            await client.SyncAsync();
        }
    }

    [Fact]
    public async Task HeartbeatWebSocket_PingTimeout_ClosesTheSession()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        _clock.Advance(PingInterval);
        Assert.Equal("2", (await client.ReceiveAsync()).Text);
        _clock.Advance(PingTimeout);

        Assert.True((await client.ReceiveAsync()).IsEnd);
    }

    [Fact]
    public async Task ClosePolling_ByTheClient_ReleasesThePollAndClosesTheSession()
    {
        using PollingClient client = await PollingClient.OpenAsync(_server.Url);

        Task<(HttpStatusCode Status, string Body)> poll = client.PollAsync();
        await _server.Collector.UntilPolledAsync(client.Sid);
        Assert.Equal((HttpStatusCode.OK, "ok"), await client.PostAsync("1"));

        Assert.Equal((HttpStatusCode.OK, "6"), await poll);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task CloseWebSocket_ByTheClient_ClosesTheSession()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        await client.SendTextAsync("1");

        Assert.Equal(CloseCode.Normal, (await client.ReceiveAsync()).CloseCode);
    }

    [Fact]
    public async Task Upgrade_ProbedAndCompleted_MovesTheSession()
    {
        using PollingClient polling = await PollingClient.JoinAsync(_server.Url, "/");
        Task<(HttpStatusCode Status, string Body)> poll = polling.PollAsync();
        await _server.Collector.UntilPolledAsync(polling.Sid);
        await using RawClient webSocket = await RawClient.RequestAsync(_server.Url, $"{RawClient.Handshake}&sid={polling.Sid}");

        await webSocket.SendTextAsync("2probe");

        Assert.Equal("3probe", (await webSocket.ReceiveAsync()).Text);
        Assert.Equal((HttpStatusCode.OK, "6"), await poll);
        await webSocket.SendTextAsync("5");
        await webSocket.SendTextAsync("42[\"a\",\"hello\"]");
        Assert.Equal("42[\"echo\",\"hello\"]", (await webSocket.ReceiveAsync()).Text);
        Assert.Equal((1, 1), (_server.GetStats().Upgrades, _server.GetStats().OpenConnections));
    }

    [Fact]
    public async Task Upgrade_Completed_HttpRequestsOfTheSessionAreRefused()
    {
        using PollingClient polling = await PollingClient.JoinAsync(_server.Url, "/");
        await using RawClient webSocket = await UpgradeAsync(polling);

        Assert.Equal(HttpStatusCode.BadRequest, (await polling.PollAsync()).Status);

        await webSocket.SendTextAsync("42[\"a\",\"hello\"]");
        Assert.Equal("42[\"echo\",\"hello\"]", (await webSocket.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Upgrade_Completed_AnotherWebSocketOfTheSessionIsClosedWithTheReason()
    {
        using PollingClient polling = await PollingClient.JoinAsync(_server.Url, "/");
        await using RawClient webSocket = await UpgradeAsync(polling);

        await AssertClosedAsync(polling.Sid);

        await webSocket.SendTextAsync("42[\"a\",\"hello\"]");
        Assert.Equal("42[\"echo\",\"hello\"]", (await webSocket.ReceiveAsync()).Text);
        Assert.Equal(1, _server.GetStats().OpenConnections);
    }

    [Fact]
    public async Task Handshake_ByWebSocket_AnotherWebSocketOfTheSessionIsClosedWithTheReason()
    {
        await using RawClient webSocket = await RawClient.RequestAsync(_server.Url);
        string sid = JsonElement.Parse((await webSocket.ReceiveAsync()).Text[1..]).GetProperty("sid").GetString()!;
        await webSocket.SendTextAsync("40");
        await webSocket.SyncAsync();

        await AssertClosedAsync(sid);

        await webSocket.SendTextAsync("42[\"a\",\"hello\"]");
        Assert.Contains((await webSocket.SyncAsync()).Select(static frame => frame.Text), static text => text == "42[\"echo\",\"hello\"]");
    }

    /// <summary>The handshake of one more WebSocket is accepted, and the WebSocket closed: a browser sees the reason of nothing else.</summary>
    private async Task AssertClosedAsync(string sid)
    {
        await using RawClient second = await RawClient.RequestAsync(_server.Url, $"{RawClient.Handshake}&sid={sid}");
        Assert.StartsWith("HTTP/1.1 101", second.Response, StringComparison.Ordinal);
        ReceivedFrame close = await second.ReceiveAsync();
        Assert.Equal(CloseCode.PolicyViolation, close.CloseCode);
    }

    private async Task<RawClient> UpgradeAsync(PollingClient polling)
    {
        RawClient webSocket = await RawClient.RequestAsync(_server.Url, $"{RawClient.Handshake}&sid={polling.Sid}");
        await webSocket.SendTextAsync("2probe");
        await webSocket.SendTextAsync("5");
        Assert.Equal("3probe", (await webSocket.ReceiveAsync()).Text);
        await webSocket.SyncAsync();
        return webSocket;
    }

    private static void AssertOpen(string json, string[] upgrades)
    {
        JsonElement open = JsonElement.Parse(json);
        Assert.Equal(["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"], open.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal(upgrades, open.GetProperty("upgrades").EnumerateArray().Select(upgrade => upgrade.GetString()));
        Assert.NotEmpty(open.GetProperty("sid").GetString()!);
        Assert.Equal(
            (300, 200, 1_000_000),
            (open.GetProperty("pingInterval").GetInt32(), open.GetProperty("pingTimeout").GetInt32(), open.GetProperty("maxPayload").GetInt32()));
    }
}
