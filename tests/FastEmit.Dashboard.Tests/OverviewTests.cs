using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>The first screen's answers, from agents whose figures are known.</summary>
public sealed class OverviewTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, "now-light")]
    [InlineData(ColorScheme.Dark, "now-dark")]
    public async Task FirstScreen_AgentsAtWork_AnswersTheFiveQuestions(ColorScheme scheme, string picture)
    {
        BrowserNewContextOptions browser = new() { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1440, Height = 1000 } };
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, browser);
        await dashboard.LiveAsync();
        await WorkAsync(dashboard);

        ILocator agents = dashboard.Page.Locator("#o-sessions .agent");
        await Expect(agents).ToHaveCountAsync(3);
        await Expect(agents.Nth(0)).ToContainTextAsync("till Pay by card");
        await Expect(agents.Nth(0)).ToContainTextAsync("waits for you");
        await Expect(agents.Nth(0)).ToContainTextAsync("Bash git push");
        await Expect(agents.Nth(1)).ToContainTextAsync("shop Fix the failing test");
        await Expect(agents.Nth(1)).ToContainTextAsync("npm run build");
        await Expect(agents.Nth(2)).ToContainTextAsync("at rest");
        await Expect(dashboard.Page.Locator("#o-running")).ToHaveTextAsync("2");
        await Expect(dashboard.Page.Locator("#o-running-note")).ToHaveTextAsync("1 waits for you");
        await Expect(dashboard.Page.Locator("#o-failed")).ToHaveTextAsync("2");
        await Expect(dashboard.Page.Locator("#o-failed-note")).ToHaveTextAsync("of 102 calls today");
        await Expect(dashboard.Page.Locator("#o-slow")).ToHaveTextAsync("Bash");
        await Expect(dashboard.Page.Locator("#o-cost")).ToHaveTextAsync("$0.75");
        await Expect(dashboard.Page.Locator("#o-lost")).ToHaveTextAsync("3");
        Assert.Equal(["Bash", "2.00 s", "2.00 s", "2", "50 %"], await CellsAsync(dashboard, "#o-tools", 0));
        Assert.Equal(["Read", "50 ms", "99 ms", "100", "1.0 %"], await CellsAsync(dashboard, "#o-tools", 1));
        Assert.Equal(["large", "1,110", "100", "$0.50"], await CellsAsync(dashboard, "#o-models", 0));
        Assert.Equal(["small", "10", "5", "$0.25"], await CellsAsync(dashboard, "#o-models", 1));
        Assert.Equal(["house", "7", "1", "no price"], await CellsAsync(dashboard, "#o-models", 2));
        await dashboard.ScreenshotAsync(picture);

        await dashboard.Page.Locator("#o-failures .failure").First.ClickAsync();
        await Expect(dashboard.Page.Locator("#detail-body")).ToContainTextAsync("no such file");
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Overview_EventsOfAWrongShape_AnswersForTheOthers()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        foreach (string type in (string[])["pre_tool", "post_tool", "user_prompt", "notification", "token_usage_updated", "permission_request", "stop"])
        {
            foreach (string data in (string[])["null", "[]", "7", """{"session_id":7,"tool_name":[],"tool_input":[1],"model":{},"cost_usd":"much","input_tokens":-1e308,"duration_ms":1e999}""", """{"session_id":"odd","tool_name":"__proto__","tool_input":{"command":{},"edits":[null,7]},"cost_usd":1e308}"""])
            {
                await dashboard.EmitAsync(type, data);
            }
        }

        await WorkAsync(dashboard);

        await Expect(dashboard.Page.Locator("#o-sessions .agent").First).ToContainTextAsync("till Pay by card");
        await Expect(dashboard.Page.Locator(".trouble")).ToHaveCountAsync(0);
        JsonElement overview = await dashboard.Page.EvaluateAsync<JsonElement>("fetch('api/overview?from=0').then(answer => answer.json())");
        Assert.Equal(35 + 113, overview.GetProperty("events").GetInt64());
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Overview_WithoutTime_IsRefusedWithTheReason()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);

        IAPIResponse answer = await dashboard.Page.APIRequest.GetAsync($"{dashboard.Server.Url}/api/overview");

        Assert.Equal((400, """{"error":"overview needs a time from which on."}"""), (answer.Status, await answer.TextAsync()));
    }

    /// <summary>113 events: one agent waits, one runs a build, one has done a hundred reads and rests; the message m1 is told twice.</summary>
    private static async Task WorkAsync(Dashboard dashboard)
    {
        await SendAsync("s3", "books", "user_prompt", """ "prompt":"Read everything" """);
        for (int i = 0; i < 100; i++)
        {
            string failure = i == 99 ? """ "success":false,"error":"no such file", """ : """ "success":true, """;
            await SendAsync("s3", "books", "post_tool", $$""" {{failure}} "tool_name":"Read","duration_ms":{{i + 1}},"tool_input":{"file_path":"/home/ada/books/{{i}}.md"} """);
        }

        await SendAsync("s3", "books", "stop", """ "last_assistant_message":"Done" """);
        await SendAsync("s3", "books", "notification", """ "message":"Claude is waiting for your input" """);
        await SendAsync("s1", "shop", "user_prompt", """ "prompt":"Fix the failing test" """);
        await SendAsync("s1", "shop", "post_tool", """ "tool_name":"Bash","success":true,"duration_ms":2000,"tool_input":{"command":"npm ci"} """);
        await SendAsync("s1", "shop", "post_tool", """ "tool_name":"Bash","success":false,"duration_ms":2500,"tool_input":{"command":"npm test"},"error":"no such file or directory" """);
        await SendAsync("s1", "shop", "pre_tool", """ "tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"npm run build"} """);
        await SendAsync("s2", "till", "user_prompt", """ "prompt":"Pay by card" """);
        await SendAsync("s2", "till", "permission_request", """ "tool_name":"Bash","tool_input":{"command":"git push"} """);
        await SendAsync("s1", "shop", "token_usage_updated", """ "message_id":"m1","model":"large","input_tokens":10,"output_tokens":100,"cache_read_input_tokens":1000,"cache_creation_input_tokens":100,"cost_usd":0.5 """);
        await SendAsync("s1", "shop", "token_usage_updated", """ "message_id":"m1","model":"large","input_tokens":10,"output_tokens":100,"cache_read_input_tokens":1000,"cache_creation_input_tokens":100,"cost_usd":0.5 """);
        await SendAsync("s2", "till", "token_usage_updated", """ "message_id":"m2","model":"small","input_tokens":10,"output_tokens":5,"cost_usd":0.25 """);
        await SendAsync("s2", "till", "token_usage_updated", """ "message_id":"m3","model":"house","input_tokens":7,"output_tokens":1 """);
        await dashboard.FlushAsync();
        await dashboard.EmitAsync("fastemit_report", """{"emitter":"e1","name":"hook agent","circuit":"closed","dropped":{"ring_full":3},"interval_ms":60000}""", "/");

        Task SendAsync(string session, string project, string type, string members) => dashboard.EmitAsync(
            "claude_event", $$"""{"subtype":"{{type}}","data":{ {{members}} },"session_id":"{{session}}","cwd":"/home/ada/{{project}}","agent":"claude"}""");
    }

    private static async Task<string[]> CellsAsync(Dashboard dashboard, string table, int row) =>
        [.. await dashboard.Page.Locator($"{table} tr").Nth(row).Locator("td").AllInnerTextsAsync()];
}
