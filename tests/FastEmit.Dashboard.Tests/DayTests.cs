using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Every figure of the made-up day is the one that SQL over the stored events gives.</summary>
[Collection(PlayedDay.Collection)]
public sealed class DayTests(Chromium chromium, PlayedDay day)
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Demo_Day_IsTwoHundredSessionsWithEverythingThatHappensToAgents()
    {
        JsonElement report = JsonDocument.Parse(day.Report).RootElement;

        Assert.Equal(report.GetProperty("offered").GetInt64(), day.One("SELECT COUNT(*) FROM day"));
        Assert.Equal(report.GetProperty("collected").GetInt64(), day.One("SELECT COUNT(*) FROM day"));
        Assert.Equal(200L, day.One("SELECT COUNT(DISTINCT session) FROM day"));
        Assert.Equal(5L, day.One("SELECT COUNT(DISTINCT model) FROM messages"));
        Assert.Equal(3L, day.One("SELECT COUNT(DISTINCT data ->> '$.agent') FROM day"));
        Assert.Equal(
            "notification permission_denied permission_request post_compact post_tool pre_compact pre_tool session_end session_start stop subagent_start subagent_stop token_usage_updated user_prompt",
            day.One("SELECT group_concat(type, ' ') FROM (SELECT DISTINCT type FROM day ORDER BY type)"));
        Assert.True((long)day.One("SELECT COUNT(*) FROM calls WHERE failed") > 100);
        Assert.True((long)day.One("SELECT COUNT(*) FROM day WHERE type = 'token_usage_updated'") > (long)day.One("SELECT COUNT(*) FROM messages"), "No message is told twice.");
    }

    [Fact]
    public async Task Overview_OfTheDay_EqualsSql()
    {
        JsonElement overview = await OverviewAsync();

        Assert.Equal(day.One("SELECT COUNT(*) FROM day"), overview.GetProperty("events").GetInt64());
        Assert.Equal(200, overview.GetProperty("sessionCount").GetInt64());
        Assert.Equal(day.One("SELECT COUNT(*) FROM calls"), overview.GetProperty("calls").GetInt64());
        Assert.Equal(day.One("SELECT COUNT(*) FROM calls WHERE failed"), overview.GetProperty("failed").GetInt64());
        AssertEqual(day.One("SELECT SUM(cost) FROM messages"), overview.GetProperty("cost"));
        AssertRows(
            "SELECT model, SUM(input), SUM(output), SUM(cached), SUM(written), SUM(coalesce(cost, 0)), SUM(cost IS NULL) FROM messages GROUP BY model ORDER BY 6 DESC",
            overview.GetProperty("models"),
            "model", "input", "output", "cacheRead", "cacheWritten", "cost", "unpriced");
        AssertRows(
            """
            SELECT tool, n, fails, MAX(CASE WHEN place = (n - 1) / 2 THEN ms END), MAX(CASE WHEN place = (n - 1) * 99 / 100 THEN ms END) FROM (
                SELECT tool, ms, COUNT(*) OVER t AS n, SUM(failed) OVER t AS fails, ROW_NUMBER() OVER (PARTITION BY tool ORDER BY ms) - 1 AS place
                FROM calls WINDOW t AS (PARTITION BY tool))
            GROUP BY tool ORDER BY 5 DESC
            """,
            overview.GetProperty("tools"),
            "tool", "calls", "failed", "p50", "p99");
        AssertRows(
            "SELECT id, tool FROM calls WHERE failed ORDER BY id DESC LIMIT 12",
            overview.GetProperty("failures"),
            "id", "tool");
        foreach (JsonElement session in overview.GetProperty("sessions").EnumerateArray())
        {
            string id = session.GetProperty("session").GetString()!;
            object[] row = Assert.Single(day.Ask(
                $"""
                SELECT (SELECT COUNT(*) FROM calls WHERE session = '{id}'), (SELECT COUNT(*) FROM calls WHERE failed AND session = '{id}'),
                (SELECT coalesce(SUM(cost), 0) FROM messages WHERE session = '{id}')
                """));
            Assert.Equal((row[0], row[1]), (session.GetProperty("calls").GetInt64(), session.GetProperty("failed").GetInt64()));
            AssertEqual(row[2], session.GetProperty("cost"));
        }
    }

    [Fact]
    public async Task Sessions_OfTheDay_EqualSql()
    {
        JsonElement answer = await Http.GetFromJsonAsync<JsonElement>($"{day.Url}/api/sessions?limit=500", Cancellation);

        Assert.Equal(200, answer.GetProperty("known").GetInt64());
        Assert.Equal(
            day.Ask("SELECT session, COUNT(*), SUM(type = 'pre_tool'), SUM(type = 'post_tool' AND coalesce(data ->> '$.data.success' = 0, 0)) FROM day GROUP BY session ORDER BY session").Select(static row => string.Join(' ', row)),
            answer.GetProperty("sessions").EnumerateArray()
                .Select(static session => $"{session.GetProperty("session")} {session.GetProperty("events")} {session.GetProperty("tools")} {session.GetProperty("failed")}")
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("project=shop", "data ->> '$.cwd' = '/home/ada/shop'")]
    [InlineData("project=shop&tool=Bash&failed=1&type=post_tool", "type = 'post_tool' AND data ->> '$.cwd' = '/home/ada/shop' AND data ->> '$.data.tool_name' = 'Bash' AND NOT data ->> '$.data.success'")]
    [InlineData("agent=codex", "data ->> '$.agent' = 'codex'")]
    [InlineData("agent=explorer", "data ->> '$.data.agent_type' = 'explorer'")]
    [InlineData("text=hung up&not=Bash", "data LIKE '%hung up%' AND data NOT LIKE '%Bash%'")]
    public async Task Export_OfAFilter_HasTheEventsThatSqlFinds(string filter, string where)
    {
        string export = await Http.GetStringAsync(new Uri($"{day.Url}/api/export?{filter}"), Cancellation);

        long[] ids = [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt64())];
        Assert.NotEmpty(ids);
        Assert.Equal(day.Ask($"SELECT id FROM day WHERE {where} ORDER BY id").Select(static row => (long)row[0]), ids);
    }

    [Fact]
    public async Task Page_FirstScreen_ShowsTheFiguresOfSql()
    {
        await using IBrowserContext context = await chromium.OpenAsync();
        IPage page = await day.OpenAsync(context);

        await Expect(page.Locator("#o-failed-note")).ToHaveTextAsync($"of {Grouped(day.One("SELECT COUNT(*) FROM calls"))} calls today");
        await Expect(page.Locator("#o-failed")).ToHaveTextAsync(Grouped(day.One("SELECT COUNT(*) FROM calls WHERE failed")));
        await Expect(page.Locator("#o-running")).ToHaveTextAsync(Grouped(day.One(
            "SELECT COUNT(*) FROM (SELECT type FROM day WHERE type <> 'token_usage_updated' AND type <> 'notification' GROUP BY session HAVING id = MAX(id)) WHERE type NOT IN ('stop', 'session_end')")));
        await Expect(page.Locator("#o-running-note")).ToHaveTextAsync("3 wait for you");
        await Expect(page.Locator("#o-cost")).ToHaveTextAsync(string.Create(CultureInfo.InvariantCulture, $"${(double)day.One("SELECT SUM(cost) FROM messages"):F2}"));
        await Expect(page.Locator("#o-slow")).ToHaveTextAsync("Task");
        string[] tools = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#o-tools tr')].map(row => [row.cells[0], row.cells[3]].map(cell => cell.textContent).join(' '))");
        Assert.Equal(day.Ask("SELECT tool, COUNT(*) FROM calls GROUP BY tool").Select(static row => $"{row[0]} {Grouped(row[1])}").Order(StringComparer.Ordinal), tools.Order(StringComparer.Ordinal));
    }

    /// <summary>The three sessions with the most subagents.</summary>
    [Fact]
    public async Task Page_SessionsWithSubagents_ShowTheFiguresOfSqlForEachAgent()
    {
        await using IBrowserContext context = await chromium.OpenAsync();
        IPage page = await day.OpenAsync(context);

        foreach (object[] row in day.Ask("SELECT session FROM calls WHERE subagent IS NOT NULL GROUP BY session ORDER BY COUNT(DISTINCT subagent) DESC LIMIT 3"))
        {
            string[] shown = await page.EvaluateAsync<string[]>(
                """
                async session => {
                  const { agentsOf } = await import("/chat.js");
                  const answer = await fetch(`api/events?limit=1000&session=${session}`);
                  return agentsOf((await answer.json()).events.reverse())
                    .map(({ id, calls, failed, ms, tokens, cost }) => [id, calls, failed, ms, tokens, cost.toFixed(9)].join(" ")).sort();
                }
                """,
                row[0]);
            List<object[]> expected = day.Ask(
                $"""
                SELECT agent, MAX(calls), MAX(fails), MAX(ms), MAX(tokens), printf('%.9f', MAX(cost)) FROM (
                    SELECT coalesce(subagent, '') AS agent, COUNT(*) AS calls, SUM(failed) AS fails, SUM(ms) AS ms, 0 AS tokens, 0.0 AS cost FROM calls WHERE session = '{row[0]}' GROUP BY subagent
                    UNION ALL SELECT coalesce(subagent, ''), 0, 0, 0, SUM(total), coalesce(SUM(cost), 0.0) FROM messages WHERE session = '{row[0]}' GROUP BY subagent)
                GROUP BY agent
                """);
            Assert.True(expected.Count > 1);
            Assert.Equal(expected.Select(static agent => string.Join(' ', agent)).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Asks until everything is read: one request reads 50,000 events.</summary>
    private async Task<JsonElement> OverviewAsync()
    {
        JsonElement overview;
        do
        {
            overview = await Http.GetFromJsonAsync<JsonElement>($"{day.Url}/api/overview?from=0", Cancellation);
        }
        while (overview.GetProperty("isBehind").GetBoolean());

        return overview;
    }

    private void AssertRows(string select, JsonElement array, params string[] members)
    {
        List<object[]> rows = day.Ask(select);
        Assert.Equal(rows.Count, array.GetArrayLength());
        foreach ((object[] row, JsonElement element) in rows.Zip(array.EnumerateArray()))
        {
            foreach ((object value, string member) in row.Zip(members))
            {
                AssertEqual(value, element.GetProperty(member));
            }
        }
    }

    /// <summary>Money is added up in another order: equal to a millionth of a dollar.</summary>
    private static void AssertEqual(object value, JsonElement element)
    {
        if (value is string text)
        {
            Assert.Equal(text, element.GetString());
        }
        else
        {
            Assert.Equal(Convert.ToDouble(value, CultureInfo.InvariantCulture), element.GetDouble(), tolerance: 0.000_001);
        }
    }

    private static string Grouped(object number) => string.Create(CultureInfo.InvariantCulture, $"{number:N0}");
}
