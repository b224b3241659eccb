using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using FastEmit.Collector.Tests.Http;

namespace FastEmit.Collector.Tests.Observing;

public sealed class SessionIndexTests
{
    [Fact]
    public async Task Sessions_BurstWithFewFailures_AreCountedExactly()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        List<byte> frames = [];
        for (int i = 0; i < 3000; i++)
        {
            frames.AddRange(RawClient.TextFrame($"42[\"claude_event\",{{\"subtype\":\"post_tool\",\"session_id\":\"s\",\"success\":{(i % 1000 == 999 ? "false" : "true")}}}]"));
            frames.AddRange(RawClient.TextFrame("42[\"pre_tool\",{\"data\":{\"session_id\":\"s\"}}]"));
        }

        await client.SendRawAsync(frames.ToArray());
        await client.SyncAsync();

        using ApiClient api = new(server.Url);
        JsonElement session = Assert.Single((await api.GetAsync("api/sessions")).GetProperty("sessions").EnumerateArray());
        Assert.Equal((6000, 3000, 3), (session.GetProperty("events").GetInt64(), session.GetProperty("tools").GetInt64(), session.GetProperty("failed").GetInt64()));
        Assert.Equal("pre_tool", session.GetProperty("lastType").GetString());
    }

    [Fact]
    public async Task Sessions_GiantId_IsNeitherListedNorSentToWatchers()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        string id = new('x', 300_000);

        await client.SendTextAsync($"42[\"a\",{{\"session_id\":\"{id}\"}}]");
        await client.SyncAsync();

        using ApiClient api = new(server.Url);
        Assert.Equal(0, (await api.GetAsync("api/sessions")).GetProperty("known").GetInt32());
        Assert.InRange((await api.GetAsync("api/events?preview=300")).GetRawText().Length, 300, 2000);
        Assert.Equal(id, (await api.GetAsync("api/events/1")).GetProperty("session").GetString());
    }

    [Fact]
    public async Task Sessions_MoreThanAreKept_TheOneSilentTheLongestGoes()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        List<byte> frames = [];
        foreach (int i in (IEnumerable<int>)[.. Enumerable.Range(0, 500), 0, 500])
        {
            frames.AddRange(RawClient.TextFrame($"42[\"a\",{{\"session_id\":\"s{i}\"}}]"));
        }

        await client.SendRawAsync(frames.ToArray());
        await client.SyncAsync();

        string[] sessions = [.. server.Collector.ActiveSessions.Recent(1000).Select(static session => session.Session)];
        Assert.Equal(500, sessions.Length);
        Assert.Equal(["s500", "s0", "s499"], sessions[..3]);
        Assert.DoesNotContain("s1", sessions);
    }

    [Fact]
    public async Task Sessions_OneIdWrittenInSeveralWays_IsOneSession()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        string[] ids = [@"s\u00e9 \ud83d", "s\u00e9 \\uD83D", @"s\u00c9 \ud83d", @"\u0073\u00e9 \ud83d"];

        await client.SendRawAsync(ids.Concat(ids).SelectMany(static id => RawClient.TextFrame($"42[\"a\",{{\"session_id\":\"{id}\"}}]")).ToArray());
        await client.SyncAsync();

        Assert.Equal([(@"s\u00e9 \ud83d", 6L), (@"s\u00c9 \ud83d", 2L)],
            server.Collector.ActiveSessions.Recent(10).Select(static session => (Escaped(session.Session), session.Events)));
        using ApiClient api = new(server.Url);
        Assert.Equal(8, (await api.GetAsync("api/events")).GetProperty("events").GetArrayLength());

        // A console's encoding has no half of a surrogate pair.
        static string Escaped(string text) => string.Concat(text.Select(static letter => letter > '~' ? $"\\u{(int)letter:x4}" : letter.ToString()));
    }
}
