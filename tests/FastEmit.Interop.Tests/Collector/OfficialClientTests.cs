using System.Text.Json;
using FastEmit.Collector;

namespace FastEmit.Interop.Tests.Collector;

/// <summary>npm socket.io-client 4.8.4 in Node against the collector.</summary>
public sealed class OfficialClientTests
{
    public static TheoryData<string[], string, string> Transports { get; } = new()
    {
        { ["polling"], "polling", "polling" },
        { ["websocket"], "websocket", "websocket" },
        { ["polling", "websocket"], "polling", "websocket" },
    };

    public static TheoryData<string[]> TransportSets { get; } = new(["polling"], ["websocket"], ["polling", "websocket"]);

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Traffic_BothWays_ArrivesWholeAndInOrder(string[] transports, string atOpen, string atEnd)
    {
        List<string> numbers = [];
        await using CollectorServer server = await InteropCollector.StartAsync(numbers);

        JsonElement seen = await NodeClient.RunAsync("traffic", server.Url, transports);

        Assert.Equal((atOpen, atEnd), (seen.GetProperty("atOpen").GetString(), seen.GetProperty("atEnd").GetString()));
        Assert.Equal("[\"hello\",1]", seen.GetProperty("welcome").GetRawText());
        Assert.Equal(Enumerable.Range(0, 100), seen.GetProperty("echoes").EnumerateArray().Select(echo => echo.GetInt32()));
        Assert.Equal("ä€😀\u2028\0", seen.GetProperty("text").GetProperty("text").GetString());
        Assert.Equal("[null,true,1.5]", seen.GetProperty("text").GetProperty("nested").GetRawText());
        Assert.Equal("[\"010203\",10000]", seen.GetProperty("binary").GetRawText());
        Assert.Equal("[\"arguments\",2]", seen.GetProperty("pushed").GetRawText());
        Assert.Equal("hook", seen.GetProperty("fromHook").GetString());
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{{\"series\":0,\"number\":{i}}}"), numbers);
        Assert.Equal((0, 0), (server.GetStats().ProtocolErrors, server.GetStats().HandlerErrors));
        Assert.Equal(transports.Length > 1, server.GetStats().Upgrades > 0);
    }

    [Theory]
    [MemberData(nameof(TransportSets))]
    public async Task Namespaces_GrantedRefusedAndDismissed_AreToldAsByTheOfficialServer(string[] transports)
    {
        await using CollectorServer server = await InteropCollector.StartAsync([]);

        JsonElement seen = await NodeClient.RunAsync("namespaces", server.Url, transports, new { token = "wrong" });

        Assert.Equal("{\"message\":\"not today\",\"data\":{\"code\":[1,2]},\"active\":false}", seen.GetProperty("no").GetRawText());
        Assert.Equal("{\"message\":\"wrong token\",\"data\":null,\"active\":false}", seen.GetProperty("wrong").GetRawText());
        Assert.Equal("io server disconnect", seen.GetProperty("reason").GetString());
        Assert.Equal("still here", seen.GetProperty("still").GetString());
        Assert.True(seen.GetProperty("hasEngine").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(TransportSets))]
    public async Task Reconnect_ConnectionClosedByTheServer_ComesBackWithWhatItBuffered(string[] transports)
    {
        List<string> numbers = [];
        await using CollectorServer server = await InteropCollector.StartAsync(numbers);

        JsonElement seen = await NodeClient.RunAsync("reconnect", server.Url, transports);

        Assert.Equal(4, seen.GetProperty("connections").GetInt32());
        Assert.All(seen.GetProperty("reasons").EnumerateArray().SkipLast(1), reason => Assert.Equal("transport close", reason.GetString()));
        Assert.Equal(["{\"series\":1,\"number\":0}", "{\"series\":1,\"number\":1}", "{\"series\":1,\"number\":2}"], numbers);
    }
}
