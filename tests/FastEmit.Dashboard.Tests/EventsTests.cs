using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>The list of events.</summary>
public sealed class EventsTests(Chromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_EventsBeforeAndAfterOpening_AppearNewestFirst()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await Expect(dashboard.Page.Locator("#events-empty .title")).ToHaveTextAsync("No events yet");

        await dashboard.EmitAsync("first", """{"session_id":"s1","path":"a.txt"}""");
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await dashboard.EmitAsync("second", "7");
        await Expect(dashboard.Rows).ToHaveCountAsync(2);
        await dashboard.Page.ReloadAsync();

        await Expect(dashboard.Rows.Locator(".type")).ToHaveTextAsync(["second", "first"]);
        await Expect(dashboard.Rows.Last.Locator(".data")).ToContainTextAsync("a.txt");
        await Expect(dashboard.Page.Locator("#f-events")).ToHaveTextAsync("2");
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Filter_TextTypeAndSession_LeavesWhatMatchesAndTellsSo()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("pre_tool", """{"session_id":"s1","tool_name":"Bash","parameters":"dotnet build"}""");
        await dashboard.EmitAsync("pre_tool", """{"session_id":"s2","tool_name":"Read","parameters":"README.md"}""");
        await dashboard.EmitAsync("user_prompt", """{"session_id":"s1","prompt":"Build it"}""");
        await Expect(dashboard.Rows).ToHaveCountAsync(3);

        await dashboard.Page.FillAsync("#filter-text", "BUILD");
        await Expect(dashboard.Rows).ToHaveCountAsync(2);
        await dashboard.Page.SelectOptionAsync("#filter-type", "pre_tool");
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator(".chip")).ToHaveTextAsync(["text: BUILD", "type: pre_tool"]);
        await dashboard.EmitAsync("pre_tool", """{"session_id":"s3","parameters":"build again"}""");
        await dashboard.EmitAsync("pre_tool", """{"session_id":"s3","parameters":"no match"}""");
        await Expect(dashboard.Rows).ToHaveCountAsync(2);

        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await Expect(dashboard.Rows).ToHaveCountAsync(5);
        await dashboard.Page.FillAsync("#filter-text", "nowhere");
        await Expect(dashboard.Page.Locator("#events-empty .title")).ToHaveTextAsync("Nothing matches");
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Markup_InEveryPartOfAnEvent_IsShownAsText()
    {
        const string markup = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>";
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        string json = JsonSerializer.Serialize(markup);

        await dashboard.EmitAsync(markup, $$"""{"session_id":{{json}},"tool_name":{{json}},"correlation_id":{{json}},"subtype":"pre_tool","parameters":{{json}},{{json}}:{{json}}}""");

        await Expect(dashboard.Rows.Locator(".data")).ToContainTextAsync(markup);
        await Expect(dashboard.Page.Locator(".session-row .name")).ToHaveTextAsync(markup);
        await dashboard.Rows.First.ClickAsync();
        await Expect(dashboard.Page.Locator("#detail-body .code")).ToContainTextAsync(markup);
        await Expect(dashboard.Page.Locator("#detail-body .facts")).ToContainTextAsync(markup);
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Page.Locator(".session-row").ClickAsync();
        await Expect(dashboard.Page.Locator("#session-title")).ToHaveTextAsync(markup);
        await Expect(dashboard.Page.Locator(".span .tool")).ToContainTextAsync(markup);
        Assert.Equal(0, await dashboard.Page.Locator("body script, img[src=x]").CountAsync());
        Assert.False(await dashboard.Page.EvaluateAsync<bool>("'hacked' in window"));
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Markup_PutInByAScript_IsRefusedByThePolicy()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await Assert.ThrowsAsync<PlaywrightException>(() => dashboard.Page.EvaluateAsync("() => { document.body.innerHTML = '<b>x</b>'; }"));

        Assert.NotEmpty(dashboard.Errors);
    }

    [Fact]
    public async Task Export_WithFilter_DownloadsWhatMatches()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("a", "1");
        await dashboard.EmitAsync("b", "2");
        await Expect(dashboard.Rows).ToHaveCountAsync(2);
        await dashboard.Page.SelectOptionAsync("#filter-type", "b");
        await Expect(dashboard.Rows).ToHaveCountAsync(1);

        IDownload download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Page.ClickAsync("#export"));

        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancellation);
        Assert.Equal("events.ndjson", download.SuggestedFilename);
        Assert.Equal(2, JsonSerializer.Deserialize<JsonElement>(Assert.Single(lines)).GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task OlderEvents_MoreThanAPage_AreLoadedOnDemand()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        for (int i = 0; i < 120; i++)
        {
            dashboard.EmitToolCall("s1", "Read", "README.md", TimeSpan.FromMilliseconds(5), true, i);
        }

        await dashboard.FlushAsync();
        await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Rows).ToHaveCountAsync(100);
        await dashboard.Page.ClickAsync("#more");
        await Expect(dashboard.Rows).ToHaveCountAsync(200);
        await dashboard.Page.ClickAsync("#more");

        await Expect(dashboard.Rows).ToHaveCountAsync(240);
        await Expect(dashboard.Page.Locator("#more")).ToBeHiddenAsync();
    }
}
