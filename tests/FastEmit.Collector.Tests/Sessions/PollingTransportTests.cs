using System.Net;
using System.Net.Http.Headers;
using FastEmit.Collector.Tests.Clients;
using FastEmit.FaultProxy;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>What the protocol's own suite (<see cref="EngineProtocolTests"/>) does not ask.</summary>
public sealed class PollingTransportTests : IAsyncLifetime
{
    private CollectorServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, MaxPayload = 1000 });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Poll_NothingToSay_WaitsForAPacket()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");
        Task<(HttpStatusCode Status, string Body)> poll = client.PollAsync();
        await _server.Collector.UntilPolledAsync(client.Sid);

        Assert.False(poll.IsCompleted);
        Assert.True(ConnectionOf(client).Emit("/", "now", "1"u8));

        Assert.Equal((HttpStatusCode.OK, "42[\"now\",1]"), await poll);
    }

    [Fact]
    public async Task Poll_Answered_CannotBeTakenForHtml()
    {
        using HttpClient http = new();

        using HttpResponseMessage response = await http.GetAsync(
            new Uri($"{_server.Url}/socket.io/?{PollingClient.Handshake}"), TestContext.Current.CancellationToken);

        Assert.Equal(("text/plain", "nosniff"), (response.Content.Headers.ContentType!.MediaType, response.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Post_AtAndOverTheLimit_IsTakenAndIsTooLarge()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");
        string Packet(int bytes) => $"42[\"a\",\"{new string('x', bytes - 10)}\"]";

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(Packet(1000))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync(Packet(1001))).Status);

        Assert.Equal(1, _server.GetStats().Events);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(Packet(900))).Status); // The session lives.
    }

    [Fact]
    public async Task Post_TooLargeAndOfUnknownLength_IsTooLarge()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");
        using StreamContent body = new(new UnknownLengthStream(new byte[100_000]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync(body)).Status);
    }

    [Fact]
    public async Task Post_OctetStream_IsABadRequest()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("42[\"a\"]", "application/octet-stream")).Status);

        Assert.Equal(0, _server.GetStats().Events);
    }

    [Theory]
    [InlineData("b!!!!")] // no base64
    [InlineData("bAQIDBA==")] // announced by nothing
    [InlineData("")]
    [InlineData("42[\"a\"]\u001e")]
    public async Task Post_AgainstTheRules_ClosesTheSession(string payload)
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(payload)).Status);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
        Assert.Equal((0, 1), (_server.GetStats().OpenConnections, _server.GetStats().ProtocolErrors));
    }

    [Fact]
    public async Task Post_NotUtf8_ClosesTheSession()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");
        using ByteArrayContent body = new([(byte)'4', 0xFF]);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(body)).Status);
    }

    [Fact]
    public async Task Post_WhileAnotherIsUnderWay_ClosesTheSession()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");
        using GatedContent slow = new("42[\"a\"]");
        Task<(HttpStatusCode Status, string Body)> first = client.PostAsync(slow);
        await slow.Begun;
        await Expect.TrueAsync(() => _server.Collector.Sessions.Find(client.Sid) is { Polling.IsPosting: true });

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("42[\"b\"]")).Status);
        slow.Open();
        await first;

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    /// <summary>The client reads an answer faster than the server learns that it is written: each request follows the last answer at once.</summary>
    [Fact]
    public async Task Requests_RightAfterTheLastAnswer_AreServed()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions
        {
            Port = 0,
            OnEvent = (in received) => received.Connection!.Emit("/", "echo", received.Data),
        }, TestContext.Current.CancellationToken);
        using PollingClient client = await PollingClient.OpenAsync(server.Url);
        await client.PostAsync("40");
        Assert.StartsWith("40", (await client.PollAsync()).Body, StringComparison.Ordinal);

        await Task.WhenAll(PostAllAsync(), PollAllAsync());

        async Task PostAllAsync()
        {
            for (int i = 1; i <= 2000; i++)
            {
                Assert.Equal((HttpStatusCode.OK, "ok"), await client.PostAsync($"42[\"a\",{i}]"));
            }
        }

        async Task PollAllAsync()
        {
            for (int last = 0; last < 2000;)
            {
                (HttpStatusCode status, string body) = await client.PollAsync();
                Assert.Equal(HttpStatusCode.OK, status);
                foreach (string packet in body.Split('\u001e'))
                {
                    Assert.Equal($"42[\"echo\",{++last}]", packet);
                }
            }
        }
    }

    [Fact]
    public async Task Upgrade_NeverCompleted_LeavesTheSessionOnPolling()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, UpgradeTimeout = TimeSpan.FromMilliseconds(50) }, TestContext.Current.CancellationToken);
        using PollingClient polling = await PollingClient.JoinAsync(server.Url, "/");
        await using RawClient webSocket = await RawClient.RequestAsync(server.Url, $"{RawClient.Handshake}&sid={polling.Sid}");

        Assert.Equal(WebSocketOpcode.Close, (await webSocket.ReceiveAsync()).Opcode);

        Assert.Equal(HttpStatusCode.OK, (await polling.PostAsync("421[\"a\"]")).Status);
        Assert.Equal("431[]", (await polling.PollAsync()).Body);
        Assert.Equal(0, server.GetStats().Upgrades);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("40")]
    [InlineData("2")]
    public async Task Upgrade_AnythingButTheProbe_EndsTheWebSocketAndNotTheSession(string packet)
    {
        using PollingClient polling = await PollingClient.JoinAsync(_server.Url, "/");
        await using RawClient webSocket = await RawClient.RequestAsync(_server.Url, $"{RawClient.Handshake}&sid={polling.Sid}");

        await webSocket.SendTextAsync(packet);

        Assert.Equal(CloseCode.PolicyViolation, (await webSocket.ReceiveAsync()).CloseCode);
        await polling.PostAsync("421[\"a\"]");
        Assert.Equal("431[]", (await polling.PollAsync()).Body);
    }

    [Fact]
    public async Task Upgrade_PacketsWaitMeanwhile_ComeOverTheWebSocketInOrder()
    {
        using PollingClient polling = await PollingClient.JoinAsync(_server.Url, "/");
        await using RawClient webSocket = await RawClient.RequestAsync(_server.Url, $"{RawClient.Handshake}&sid={polling.Sid}");
        await webSocket.SendTextAsync("2probe");
        Assert.Equal("3probe", (await webSocket.ReceiveAsync()).Text);
        CollectorConnection connection = ConnectionOf(polling);
        Assert.Equal("polling", connection.Transport);

        Assert.True(connection.Emit("/", "one"));
        Assert.True(connection.Emit("/", "two"));
        await webSocket.SendTextAsync("5");

        Assert.Equal("42[\"one\"]", (await webSocket.ReceiveAsync()).Text);
        Assert.Equal("42[\"two\"]", (await webSocket.ReceiveAsync()).Text);
        Assert.Equal("websocket", connection.Transport);
    }

    [Fact]
    public async Task Upgrade_UnknownSession_IsRefused()
    {
        await using RawClient webSocket = await RawClient.RequestAsync(_server.Url, $"{RawClient.Handshake}&sid=nobody");

        Assert.StartsWith("HTTP/1.1 400", webSocket.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopAsync_PollUnderWay_IsToldToClose()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");
        Task<(HttpStatusCode Status, string Body)> poll = client.PollAsync();
        await _server.Collector.UntilPolledAsync(client.Sid);

        await _server.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "1"), await poll);
        Assert.Equal(0, _server.GetStats().OpenConnections);
    }

    [Fact]
    public async Task Close_NoPollUnderWay_IsToldToTheNextOne()
    {
        using PollingClient client = await PollingClient.JoinAsync(_server.Url, "/");

        ConnectionOf(client).Close();

        Assert.Equal((HttpStatusCode.OK, "1"), await client.PollAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
        Assert.Equal(0, _server.GetStats().OpenConnections);
    }

    [Fact]
    public async Task Close_ClientThatNeverPollsAgain_IsGone()
    {
        ManualTimeProvider clock = new();
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, TimeProvider = clock }, TestContext.Current.CancellationToken);
        using PollingClient client = await PollingClient.JoinAsync(server.Url, "/");

        server.Collector.Sessions.Find(client.Sid)!.Connection.Close();
        Assert.Equal(1, server.GetStats().OpenConnections);
        clock.Advance(TimeSpan.FromSeconds(2));

        await Expect.TrueAsync(() => server.GetStats().OpenConnections == 0);
    }

    [Fact]
    public async Task Transports_PollingOff_IsUnknown()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, Transports = CollectorTransports.WebSocket }, TestContext.Current.CancellationToken);

        (HttpStatusCode status, string body) = await PollingClient.RequestAsync(server.Url, HttpMethod.Get, PollingClient.Handshake);

        Assert.Equal((HttpStatusCode.BadRequest, "{\"code\":0,\"message\":\"Transport unknown\"}"), (status, body));
    }

    private CollectorConnection ConnectionOf(PollingClient client) => _server.Collector.Sessions.Find(client.Sid)!.Connection;
}
