using System.Net.Http.Json;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace FastEmit.Collector.Tests;

public sealed class CollectorServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_PortZero_ListensOnTheUrlThatItTells()
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        Assert.Equal("127.0.0.1", new Uri(server.Url).Host);
        Assert.Equal((1, 1), (server.GetStats().Connections, server.GetStats().OpenConnections));
    }

    [Fact]
    public async Task StartAsync_PortTaken_Throws()
    {
        await using CollectorServer server = await StartAsync();
        int port = new Uri(server.Url).Port;

        var exception = await Assert.ThrowsAsync<IOException>(() => CollectorServer.StartAsync(new CollectorOptions { Port = port }, Cancellation));

        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopAsync_OpenConnections_SaysGoodbyeAndKeepsTheCounts()
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        await client.SendTextAsync("42[\"a\"]");
        await client.SyncAsync();

        Task stopping = server.StopAsync(Cancellation);
        ReceivedFrame goodbye = await client.ReceiveAsync();
        await client.DisposeAsync();
        await stopping;

        Assert.Equal((WebSocketOpcode.Close, CloseCode.GoingAway), (goodbye.Opcode, goodbye.CloseCode));
        Assert.Equal((1, 0), (server.GetStats().Events, server.GetStats().OpenConnections));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RawClient.RequestAsync(server.Url));
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsHarmless()
    {
        CollectorServer server = await StartAsync();

        await server.DisposeAsync();
        await server.DisposeAsync();
        await server.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Page_JsonAccepted_HoldsTheCounts()
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/hook");
        await client.SendTextAsync("42/hook,[\"a\\\"b\",1]");
        await client.SyncAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", "application/json");

        JsonElement page = await http.GetFromJsonAsync<JsonElement>(server.Url, Cancellation);

        Assert.Equal(1, page.GetProperty("events").GetInt64());
        JsonElement count = page.GetProperty("byEvent")[0];
        Assert.Equal(("/hook", "a\"b", 1), (count.GetProperty("namespace").GetString(), count.GetProperty("name").GetString(), count.GetProperty("events").GetInt64()));
    }

    [Fact]
    public async Task MapFastEmitCollector_OwnApplicationAndPath_ReceivesThere()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication application = builder.Build();
        var collector = new EventCollector(new CollectorOptions());
        application.MapFastEmitCollector("/events/", collector);
        await application.StartAsync(Cancellation);

        await using RawClient client = await RawClient.RequestAsync(application.Urls.Single(), path: "/events/");
        await client.SendTextAsync("40");
        await client.SendTextAsync("42[\"a\"]");
        await client.SyncAsync();

        Assert.Equal(1, collector.GetStats().Of("/", "a"));
    }

    private static Task<CollectorServer> StartAsync() => CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancellation);

    [Theory]
    [InlineData(65_536, true)]
    [InlineData(0, false)]
    public async Task Handshake_ByWebSocket_AsksForNumbersWhenIdsAreRemembered(int window, bool asks)
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, DuplicateWindow = window }, TestContext.Current.CancellationToken);
        await using RawClient client = await RawClient.RequestAsync(server.Url);

        Assert.Equal(asks, client.Response.Contains("\r\nFastEmit-Sequence: 1\r\n", StringComparison.Ordinal));
    }
}
