using Microsoft.Playwright;

namespace FastEmit.Dashboard.Tests;

/// <summary>The page's feed over connections that are there and carry nothing.</summary>
public sealed class FeedTests(Chromium chromium)
{
    [Fact]
    public async Task Feed_SaysNothing_IsReplaced()
    {
        await using Dashboard dashboard = await OpenAsync(
            """
            const Real = WebSocket;
            let made = 0;
            globalThis.WebSocket = class Silent extends EventTarget {
              constructor(url) {
                super();
                if (made++ > 0) {
                  return new Real(url);
                }

                setTimeout(() => this.dispatchEvent(new Event("open")));
              }
              send() { document.title = "sent"; }
              close() {}
            };
            """);
        await Assertions.Expect(dashboard.Page).ToHaveTitleAsync("sent");

        await dashboard.Page.Clock.FastForwardAsync("00:16");

        await AssertFollowsAsync(dashboard);
    }

    [Fact]
    public async Task Feed_NoWebSocketComesAbout_IsReadOverHttp()
    {
        await using Dashboard dashboard = await OpenAsync(
            """
            globalThis.WebSocket = class Undecided extends EventTarget {
              close() { setTimeout(() => this.dispatchEvent(new CloseEvent("close", { code: 1006 }))); }
            };
            """);

        await dashboard.Page.Clock.FastForwardAsync("00:06");

        await AssertFollowsAsync(dashboard);
    }

    private async Task<Dashboard> OpenAsync(string script)
    {
        Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.Page.AddInitScriptAsync(script);
        await dashboard.Page.Clock.InstallAsync();
        await dashboard.Page.ReloadAsync();
        return dashboard;
    }

    private static async Task AssertFollowsAsync(Dashboard dashboard)
    {
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("a", "{}");
        await Assertions.Expect(dashboard.Rows).ToHaveCountAsync(1);
        Assert.Empty(dashboard.Errors);
    }
}
