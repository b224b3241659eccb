using System.Text.Json;
using FastEmit.SocketIO;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Agents' events as people read them, found by what they tell.</summary>
public sealed class PeopleRowsTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_HookEvent_SaysWhatWasDone()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await EmitDayAsync(dashboard);

        await Expect(dashboard.Rows).ToHaveCountAsync(5);

        // Not the rendered text: of a row that was never on the screen there is none (content-visibility).
        string[] rows = [.. (await dashboard.Page.Locator(".row .data").AllTextContentsAsync()).Select(static text => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal(
            [
                "Needs your permission to use Bash",
                "explorer Grep 60 ms class .*Policy",
                "Bash 2.50 s npm test npm: not found",
                "Edit src/a.cs +3 −1",
                "Fix the failing test",
            ],
            rows);
        Assert.Equal("shop", await dashboard.Page.Locator(".row .session").First.TextContentAsync());
        await dashboard.ScreenshotAsync("people");
        Assert.Empty(dashboard.Errors);
    }

    [Theory]
    [InlineData("project=shop", 4)]
    [InlineData("project=%2Fhome%2Fada%2Fshop", 4)]
    [InlineData("agent=codex", 1)]
    [InlineData("agent=explorer", 1)]
    [InlineData("session=s2", 1)]
    [InlineData("tool=Bash", 1)]
    [InlineData("failed=1", 1)]
    [InlineData("not=permission", 4)]
    [InlineData("text=class&not=permission", 1)]
    [InlineData("type=post_tool&failed=1&project=shop", 1)]
    [InlineData("namespace=%2Felsewhere", 0)]
    [InlineData("from=2020-01-01T00:00:00Z", 5)]
    [InlineData("to=2020-01-01T00:00:00Z", 0)]
    public async Task Address_Filters_ShowTheSameEventsToWhoeverOpensIt(string query, int rows)
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, fragment: $"?{query}");
        await dashboard.LiveAsync();
        await EmitDayAsync(dashboard);
        await dashboard.EmitAsync("last", """{"session_id":"s2","tool_name":"Bash","success":false,"cwd":"/home/ada/shop","agent":"codex","agent_type":"explorer","permission":"class"}""", "/other");
        await dashboard.Page.ReloadAsync();
        await dashboard.LiveAsync();

        int expected = rows + await MatchesOfTheLastAsync(dashboard, query);
        await Expect(dashboard.Rows).ToHaveCountAsync(expected);

        Assert.Equal(expected, (await dashboard.Page.EvaluateAsync<JsonElement>($"fetch('api/events?{query}').then(answer => answer.json())")).GetProperty("events").GetArrayLength());
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Filters_SetOnThePage_StandInTheAddress()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await EmitDayAsync(dashboard);
        await Expect(dashboard.Rows).ToHaveCountAsync(5);

        await dashboard.Page.ClickAsync("#more-filters summary");
        await dashboard.Page.FillAsync("#filter-project", "shop");
        await dashboard.Page.CheckAsync("#filter-failed");
        await Expect(dashboard.Page.Locator(".chip")).ToHaveTextAsync(["project: shop", "failed only"]);
        await Expect(dashboard.Rows).ToHaveCountAsync(1);

        Assert.Contains("project=shop&failed=1", dashboard.Page.Url, StringComparison.Ordinal);
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Page.Locator("#events-list").FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await Expect(dashboard.Rows).ToHaveCountAsync(5);
        Assert.DoesNotContain("project", dashboard.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_NumbersAndRepeatedNames_AreShownAsSent()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await dashboard.EmitAsync("a", """{"big":9007199254740993,"one":1.0,"e":1E+2,"twice":1,"twice":2,"deep":[[],{},{"x":"a: [b"}]}""");
        await dashboard.Rows.First.ClickAsync();

        string text = await dashboard.Page.Locator("#detail-body .code").InnerTextAsync();
        Assert.Equal(
            """
            {
              "big": 9007199254740993,
              "one": 1.0,
              "e": 1E+2,
              "twice": 1,
              "twice": 2,
              "deep": [
                [],
                {},
                {
                  "x": "a: [b"
                }
              ],
            """.ReplaceLineEndings("\n"),
            text[..text.IndexOf("\n  \"timestamp\"", StringComparison.Ordinal)]); // The emitter's own stamp comes last.
    }

    [Fact]
    public async Task Attachment_OfAnEvent_IsDownloadedByteForByte()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        byte[] bytes = [0, 1, 2, 255];
        await using SocketIOConnection connection = new(dashboard.Server.Url);
        SocketIOSocket socket = connection.Socket("/hook");
        await socket.ConnectAsync(Cancellation);
        await socket.EmitAsync("file", bytes);

        await dashboard.Rows.First.ClickAsync();
        IDownload download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Page.ClickAsync(".attachments button"));

        Assert.Equal("event-1-0.bin", download.SuggestedFilename);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(await download.PathAsync(), Cancellation));
    }

    /// <summary>Whether the event that matches nearly everything is one of those that are asked for, by the conditions' own words.</summary>
    private static async Task<int> MatchesOfTheLastAsync(Dashboard dashboard, string query) =>
        await dashboard.Page.EvaluateAsync<bool>(
            $$"""
            (() => {
              const event = { namespace: "/other", type: "last", session: "s2", project: ["shop", "/home/ada/shop"], agent: ["codex", "explorer"], tool: "Bash", failed: "1" };
              return [...new URLSearchParams("{{query}}")].every(([name, value]) =>
                name === "text" ? value === "class" : name === "not" ? value !== "permission" : name === "from" ? true : name === "to" ? false : [event[name]].flat().includes(value));
            })()
            """) ? 1 : 0;

    private static async Task EmitDayAsync(Dashboard dashboard)
    {
        await EmitAsync("user_prompt", "s1", "shop", "claude", """ "prompt":"Fix the failing test" """);
        await EmitAsync("pre_tool", "s1", "shop", "claude", """ "tool_name":"Edit","tool_input":{"file_path":"/home/ada/shop/src/a.cs","old_string":"a\nb\nc","new_string":"a\nx\ny\nz\nc"} """);
        await EmitAsync("post_tool", "s1", "shop", "claude", """ "tool_name":"Bash","success":false,"duration_ms":2500,"tool_input":{"command":"npm test"},"tool_response":{"stderr":"npm: not found"} """);
        await EmitAsync("post_tool", "s2", "till", "codex", """ "tool_name":"Grep","agent_id":"a1","agent_type":"explorer","success":true,"duration_ms":60,"tool_input":{"pattern":"class .*Policy"} """);
        await EmitAsync("notification", "s1", "shop", "claude", """ "message":"Needs your permission to use Bash" """);

        Task EmitAsync(string type, string session, string project, string agent, string members) => dashboard.EmitAsync(
            "claude_event",
            $$"""{"event":"mpm_event","source":"hook","type":"hook","subtype":"{{type}}","data":{ {{members}} },"session_id":"{{session}}","cwd":"/home/ada/{{project}}","agent":"{{agent}}"}""");
    }
}
