using System.Text.Json;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Http;

public sealed class LiveStreamTests
{
    [Fact]
    public async Task Watch_NewEvents_AreAllShownWhileTheyAreFew()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await EventsApiTests.FillAsync(server.Url, "42[\"before\"]");
        using ApiClient api = new(server.Url);
        List<string?> names = [];

        await foreach (JsonElement message in api.WatchAsync())
        {
            if (message.TryGetProperty("hello", out JsonElement hello))
            {
                Assert.Equal(1, hello.GetProperty("lastId").GetInt64());
                await EventsApiTests.FillAsync(server.Url, "42[\"a\",{\"x\":\"\\n\"}]", "42[\"b\",{\r\n}]", "42[\"c\"]");
                continue;
            }

            names.AddRange(message.GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("name").GetString()));
            if (names.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["a", "b", "c"], names);
    }

    [Fact]
    public async Task Watch_ManyEvents_ShowsASampleAndSaysOfHowMany()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        long seen = 0;
        long matched = 0;
        int shown = 0;

        await foreach (JsonElement message in api.WatchAsync())
        {
            if (message.TryGetProperty("hello", out _))
            {
                await EventsApiTests.FillAsync(server.Url, [.. Enumerable.Range(0, 1000).Select(static i => $"42[\"n\",{i}]")]);
                continue;
            }

            seen += message.GetProperty("seen").GetInt64();
            matched += message.GetProperty("matched").GetInt64();
            int inMessage = message.GetProperty("events").GetArrayLength();
            Assert.InRange(inMessage, 0, 120);
            shown += inMessage;
            if (seen == 1000)
            {
                break;
            }
        }

        Assert.Equal(1000, matched);
        Assert.InRange(shown, 5, 500);
    }

    [Fact]
    public async Task Watch_Filter_ShowsWhatPassesItAndCountsTheRest()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        long seen = 0;
        long matched = 0;
        List<int> shown = [];

        await foreach (JsonElement message in api.WatchAsync("?session=s1&type=n"))
        {
            if (message.TryGetProperty("hello", out _))
            {
                await EventsApiTests.FillAsync(server.Url, [.. Enumerable.Range(0, 100).Select(static i => $$"""42["n",{"session_id":"s{{i % 20}}","number":{{i}}}]""")]);
                continue;
            }

            seen += message.GetProperty("seen").GetInt64();
            matched += message.GetProperty("matched").GetInt64();
            shown.AddRange(message.GetProperty("events").EnumerateArray().Select(static e => JsonSerializer.Deserialize<JsonElement>(e.GetProperty("preview").GetString()!).GetProperty("number").GetInt32()));
            if (seen == 100)
            {
                break;
            }
        }

        Assert.Equal(5, matched);
        Assert.Equal([1, 21, 41, 61, 81], shown);
    }

    [Fact]
    public async Task Watch_OverSeconds_BringsPointsCountersAndSessions()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        await foreach (JsonElement message in api.WatchAsync())
        {
            if (message.TryGetProperty("hello", out _))
            {
                string now = DateTimeOffset.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
                await EventsApiTests.FillAsync(server.Url, $$"""42/hook,["pre_tool",{"session_id":"s1","timestamp":"{{now}}"}]""");
            }
            else if (message.TryGetProperty("point", out JsonElement point) && point.GetProperty("rate").GetDouble() > 0)
            {
                Assert.InRange(point.GetProperty("p50").GetDouble(), -1000, 60_000);
                Assert.Equal(1, message.GetProperty("stats").GetProperty("events").GetInt64());
                Assert.Equal(("s1", 1), (message.GetProperty("sessions")[0].GetProperty("session").GetString(), message.GetProperty("sessions")[0].GetProperty("tools").GetInt32()));
                return;
            }
        }

        Assert.Fail("No second with events was told of.");
    }

    [Fact]
    public async Task StopAsync_SomebodyWatches_DoesNotWaitForThem()
    {
        CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        await using IAsyncEnumerator<JsonElement> messages = api.WatchAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await messages.MoveNextAsync());

        await server.StopAsync(TestContext.Current.CancellationToken);
        while (await messages.MoveNextAsync())
        {
        }

        await server.DisposeAsync();
    }
}
