using System.Net;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Http;

public sealed class EventsApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_NoConditions_NewestFirstWithFactsAndData()
    {
        await using CollectorServer server = await StartAsync();
        await FillAsync(server.Url, """42/hook,["claude_event",{"subtype":"post_tool","session_id":"s1","tool_name":"Bash","tool_use_id":"c1","duration_ms":12,"success":false}]""", "42[\"plain\",7]");
        using ApiClient api = new(server.Url);

        JsonElement events = (await api.GetAsync("api/events")).GetProperty("events");

        Assert.Equal(["plain", "claude_event"], events.EnumerateArray().Select(static e => e.GetProperty("name").GetString()));
        JsonElement tool = events[1];
        Assert.Equal(
            ("post_tool", "/hook", "s1", "Bash", "c1", 12, false),
            (Text(tool, "type"), Text(tool, "namespace"), Text(tool, "session"), Text(tool, "tool"), Text(tool, "call"), tool.GetProperty("ms").GetInt32(), tool.GetProperty("ok").GetBoolean()));
        Assert.Equal("Bash", tool.GetProperty("data").GetProperty("tool_name").GetString());
        Assert.Equal(7, events[0].GetProperty("data").GetInt32());
    }

    [Theory]
    [InlineData("type=b", 20)]
    [InlineData("session=s3", 4)]
    [InlineData("text=NUMBER%22:7}", 1)]
    [InlineData("namespace=/hook", 0)]
    [InlineData("type=b&session=s1", 4)]
    [InlineData("from=2100-01-01T00:00:00Z", 0)]
    [InlineData("to=2000-01-01T00:00:00Z", 0)]
    [InlineData("from=1000000000000", 20)]
    [InlineData("after=15", 5)]
    [InlineData("before=4", 3)]
    public async Task List_Condition_GivesThoseThatMeetIt(string query, int count)
    {
        await using CollectorServer server = await StartAsync();
        await FillAsync(server.Url, [.. Enumerable.Range(0, 20).Select(static i => $$"""42["b",{"session_id":"s{{i % 5}}","number":{{i}}}]""")]);
        using ApiClient api = new(server.Url);

        Assert.Equal(count, (await api.GetAsync($"api/events?{query}")).GetProperty("events").GetArrayLength());
    }

    [Theory]
    [InlineData("desc", "before")]
    [InlineData("asc", "after")]
    public async Task List_PageByPage_GivesEachEventOnce(string order, string continuation)
    {
        await using CollectorServer server = await StartAsync();
        await FillAsync(server.Url, [.. Enumerable.Range(0, 25).Select(static i => $"42[\"n\",{i}]")]);
        using ApiClient api = new(server.Url);
        List<int> numbers = [];
        string next = "";

        while (true)
        {
            JsonElement page = await api.GetAsync($"api/events?limit=10&order={order}{next}");
            numbers.AddRange(page.GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("data").GetInt32()));
            if (!page.TryGetProperty("next", out JsonElement where))
            {
                break;
            }

            next = $"&{continuation}={where.GetProperty(continuation).GetInt64()}";
        }

        Assert.Equal(order == "asc" ? Enumerable.Range(0, 25) : Enumerable.Range(0, 25).Reverse(), numbers);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=x")]
    [InlineData("from=yesterday")]
    [InlineData("order=up")]
    [InlineData("after=-1")]
    public async Task List_ParameterOutOfRange_Is400AndSaysWhatItTakes(string query)
    {
        await using CollectorServer server = await StartAsync();
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, $"api/events?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement error = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.StartsWith($"{query.Split('=')[0]} takes ", Text(error, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Preview_EndsBetweenCharacters()
    {
        await using CollectorServer server = await StartAsync();
        await FillAsync(server.Url, "42[\"a\",\"ääää\"]");
        using ApiClient api = new(server.Url);

        JsonElement shown = (await api.GetAsync("api/events?preview=4")).GetProperty("events")[0];

        Assert.Equal("\"ä", Text(shown, "preview"));
        Assert.False(shown.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Get_UnknownId_Is404()
    {
        await using CollectorServer server = await StartAsync();
        await FillAsync(server.Url, "42[\"a\",1]");
        using ApiClient api = new(server.Url);

        Assert.Equal("a", Text(await api.GetAsync("api/events/1"), "name"));
        foreach (string id in (string[])["2", "0", "-1", "x", "9223372036854775807"])
        {
            using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, $"api/events/{id}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task GetAttachment_OneOfTwo_GivesItsBytes()
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        await client.SendTextAsync("""452-["b",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""");
        await client.SendRawAsync(RawClient.Frame(Protocol.WebSockets.WebSocketOpcode.Binary, [1, 2]));
        await client.SendRawAsync(RawClient.Frame(Protocol.WebSockets.WebSocketOpcode.Binary, [3, 4, 5]));
        await client.SyncAsync();
        using ApiClient api = new(server.Url);

        JsonElement stored = await api.GetAsync("api/events/1");
        using HttpResponseMessage second = await api.SendAsync(HttpMethod.Get, "api/events/1/attachments/1");
        using HttpResponseMessage third = await api.SendAsync(HttpMethod.Get, "api/events/1/attachments/2");

        Assert.Equal([2, 3], stored.GetProperty("attachments").EnumerateArray().Select(static length => length.GetInt32()));
        Assert.Equal([3, 4, 5], await second.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("attachment", second.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.NotFound, third.StatusCode);
    }

    [Fact]
    public async Task Export_DataOverSeveralLines_IsOneObjectALineOldestFirst()
    {
        await using CollectorServer server = await StartAsync();
        await FillAsync(server.Url, "42[\"a\",{\"text\":\"x\",\r\n\"n\": 1}]", "42[\"b\",\"a\\nb\"]", "42[\"c\"]", "42[\"a\",2,3]");
        using ApiClient api = new(server.Url);

        using HttpResponseMessage all = await api.SendAsync(HttpMethod.Get, "api/export");
        using HttpResponseMessage some = await api.SendAsync(HttpMethod.Get, "api/export?type=a");

        string[] lines = (await all.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("application/x-ndjson", all.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["a", "b", "c", "a"], lines.Select(static line => Text(JsonSerializer.Deserialize<JsonElement>(line), "name")));
        Assert.Equal(1, JsonSerializer.Deserialize<JsonElement>(lines[0]).GetProperty("data").GetProperty("n").GetInt32());
        Assert.Equal(2, (await some.Content.ReadAsStringAsync(Cancellation)).Count(static c => c == '\n'));
    }

    [Fact]
    public async Task List_NothingKept_IsEmpty()
    {
        await using CollectorServer server = await StartAsync(static options => options.RecentBytes = 0);
        await FillAsync(server.Url, "42[\"a\"]");
        using ApiClient api = new(server.Url);

        Assert.Equal(0, (await api.GetAsync("api/events")).GetProperty("events").GetArrayLength());
    }

    /// <summary>A collector on a free port.</summary>
    internal static Task<CollectorServer> StartAsync(Action<CollectorOptions>? configure = null)
    {
        CollectorOptions options = new() { Port = 0 };
        configure?.Invoke(options);
        return CollectorServer.StartAsync(options, Cancellation);
    }

    /// <summary>Sends packets over a connection of their own; completes when they are counted.</summary>
    internal static async Task FillAsync(string url, params string[] packets)
    {
        await using RawClient client = await RawClient.JoinAsync(url, "/", "/hook");
        foreach (string packet in packets)
        {
            await client.SendTextAsync(packet);
        }

        await client.SyncAsync();
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
