using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Many tabs of one browser, which opens six HTTP connections to a host and no more.</summary>
public sealed class TabsTests(Chromium chromium)
{
    [Fact]
    public async Task Tabs_Eight_AllAreLiveAndAnswer()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, configure: static options => options.Token = "correct-horse-battery", fragment: "#token=correct-horse-battery");
        await dashboard.LiveAsync();
        List<IPage> tabs = [];
        for (int i = 0; i < 7; i++)
        {
            IPage tab = await dashboard.Page.Context.NewPageAsync();
            await tab.GotoAsync($"{dashboard.Server.Url}/#token=correct-horse-battery");
            tabs.Add(tab);
        }

        await dashboard.EmitAsync("everywhere", """{"session_id":"s1"}""");

        foreach (IPage tab in tabs)
        {
            await Expect(tab.Locator("#status")).ToHaveTextAsync("Live");
            await Expect(tab.Locator("#events-list .row")).ToHaveCountAsync(1);
        }

        await tabs[^1].Locator(".row .type-cell").ClickAsync();
        await Expect(tabs[^1].Locator("#detail-body .code")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tab_WayThatTakesNoWebSocket_IsLiveAllTheSame()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.Page.AddInitScriptAsync(
            "globalThis.WebSocket = class extends EventTarget { constructor() { super(); setTimeout(() => this.dispatchEvent(new CloseEvent('close', { code: 1006 })), 10); } close() {} };");
        await dashboard.Page.ReloadAsync();
        await dashboard.LiveAsync();

        await dashboard.EmitAsync("a", "1");

        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        Assert.Empty(dashboard.Errors);
    }
}
