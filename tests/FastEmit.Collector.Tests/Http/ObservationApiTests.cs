using System.Net;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Http;

public sealed class ObservationApiTests
{
    [Fact]
    public async Task GetTimeline_ParallelCalls_ArePairedByWhatTheyHaveInCommon()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await EventsApiTests.FillAsync(
            server.Url,
            """42["session_start",{"session_id":"s","timestamp":"2026-01-01T00:00:00Z"}]""",
            """42["pre_tool",{"session_id":"s","tool_name":"Bash","tool_use_id":"a","timestamp":"2026-01-01T00:00:01Z","parameters":"ls"}]""",
            """42["pre_tool",{"session_id":"s","tool_name":"Bash","tool_use_id":"b","timestamp":"2026-01-01T00:00:02Z"}]""",
            """42["pre_tool",{"session_id":"s","tool_name":"Read","timestamp":"2026-01-01T00:00:03Z"}]""",
            """42["post_tool",{"session_id":"s","tool_name":"Bash","tool_use_id":"b","success":false,"timestamp":"2026-01-01T00:00:04Z"}]""",
            """42["post_tool",{"session_id":"s","tool_name":"Bash","tool_use_id":"a","duration_ms":900,"timestamp":"2026-01-01T00:00:05Z"}]""",
            """42["pre_tool",{"session_id":"other","tool_name":"Bash","tool_use_id":"a"}]""");
        using ApiClient api = new(server.Url);

        JsonElement timeline = await api.GetAsync("api/timeline?session=s");

        Assert.Equal(6, timeline.GetProperty("events").GetInt32());
        Assert.Equal(5000, timeline.GetProperty("last").GetDouble() - timeline.GetProperty("first").GetDouble());
        Assert.Equal(
            ["session_start mark ", "Bash done 900", "Bash failed 2000", "Read running "],
            timeline.GetProperty("spans").EnumerateArray().Select(static span =>
                $"{span.GetProperty("label").GetString()} {span.GetProperty("state").GetString()} {(span.TryGetProperty("ms", out JsonElement ms) ? ms.GetRawText() : "")}"));
        Assert.Equal("ls", timeline.GetProperty("spans")[1].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task ListSessions_Several_MostRecentFirst()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await EventsApiTests.FillAsync(server.Url, """42["a",{"session_id":"s1"}]""", """42["a",{"session_id":"s2"}]""", """42["a",{"session_id":"s1"}]""");
        using ApiClient api = new(server.Url);
        JsonElement sessions = default;

        await Expect.TrueAsync(async () => (sessions = await api.GetAsync("api/sessions")).GetProperty("known").GetInt32() == 2);

        Assert.Equal(
            [("s1", 2), ("s2", 1)],
            sessions.GetProperty("sessions").EnumerateArray().Select(static s => (s.GetProperty("session").GetString()!, s.GetProperty("events").GetInt32())));
    }

    [Fact]
    public async Task ListEmitters_Report_IsGivenBackAndNotKeptAsAnEvent()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await EventsApiTests.FillAsync(
            server.Url,
            """42["fastemit_report",{"emitter":"e1","name":"build agent","interval_ms":5000,"circuit":"closed"}]""",
            """42["fastemit_report",{"no":"id"}]""",
            """42["fastemit_report",7]""");
        using ApiClient api = new(server.Url);

        JsonElement emitters = (await api.GetAsync("api/emitters")).GetProperty("emitters");

        Assert.Equal(1, emitters.GetArrayLength());
        Assert.Equal(
            ("e1", "build agent", false, "closed"),
            (emitters[0].GetProperty("id").GetString(), emitters[0].GetProperty("name").GetString(), emitters[0].GetProperty("isStale").GetBoolean(), emitters[0].GetProperty("report").GetProperty("circuit").GetString()));
        Assert.Equal(3, (await api.GetAsync("api/stats")).GetProperty("events").GetInt64());
        Assert.Equal(0, (await api.GetAsync("api/events")).GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task GetTimeline_NoSession_Is400()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, "api/timeline");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
