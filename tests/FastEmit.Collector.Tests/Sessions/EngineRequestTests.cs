using System.Text.Json;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Sessions;

public sealed class EngineRequestTests : IAsyncLifetime
{
    private CollectorServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Upgrade_Accepted_AnswersTheKeyOfTheRfcAndOpens()
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url);

        Assert.StartsWith("HTTP/1.1 101", client.Response, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", client.Response, StringComparison.OrdinalIgnoreCase); // RFC 6455 section 1.3
        JsonElement open = JsonElement.Parse((await client.ReceiveAsync()).Text[1..]);
        Assert.Equal(20, open.GetProperty("sid").GetString()!.Length);
        Assert.Equal((25_000, 20_000, 1_000_000), (open.GetProperty("pingInterval").GetInt32(), open.GetProperty("pingTimeout").GetInt32(), open.GetProperty("maxPayload").GetInt32()));
        Assert.Equal(0, open.GetProperty("upgrades").GetArrayLength());
    }

    [Theory]
    [InlineData("EIO=3&transport=websocket", "Unsupported protocol version")]
    [InlineData("transport=websocket", "Unsupported protocol version")]
    [InlineData("EIO=4&transport=polling", "Bad request")]
    [InlineData("EIO=4&transport=carrier-pigeon", "Transport unknown")]
    [InlineData("EIO=4", "Transport unknown")]
    [InlineData("EIO=4&transport=websocket&sid=x", "Session ID unknown")]
    public async Task Upgrade_BadQuery_IsRefusedWithTheProtocolsMessage(string query, string message)
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url, query);

        Assert.StartsWith("HTTP/1.1 400", client.Response, StringComparison.Ordinal);
        Assert.EndsWith(message, client.Response.TrimEnd('\r', '\n', '0'), StringComparison.Ordinal); // The last chunk is empty.
        Assert.Equal((1, 0), (_server.GetStats().RefusedRequests, _server.GetStats().Connections));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dG9vIHNob3J0")]
    [InlineData("not base64!!!!!!!!!!!!!!==")]
    public async Task Upgrade_BadKey_IsRefused(string key)
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url, key: key);

        Assert.StartsWith("HTTP/1.1 400", client.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_Post_IsRefused()
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url, method: "POST");

        Assert.StartsWith("HTTP/1.1 400", client.Response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("carrier-pigeon", 0)]
    [InlineData("websocket", 3)]
    public async Task Get_NoUpgrade_IsRefusedWithJson(string transport, int code)
    {
        using var http = new HttpClient();

        using HttpResponseMessage response = await http.GetAsync(
            new Uri($"{_server.Url}/socket.io/?EIO=4&transport={transport}"), TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        JsonElement error = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(code, error.GetProperty("code").GetInt32());
    }
}
