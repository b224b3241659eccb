using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Themes and small screens. Each leaves a picture under artifacts/dashboard.</summary>
public sealed class AppearanceTests(Chromium chromium)
{
    private static readonly (string Name, string Parameters, int Milliseconds)[] Calls =
        [("Read", "src/Orders/OrderService.cs", 14), ("Bash", "dotnet test --filter Orders", 2300), ("Edit", "src/Orders/OrderPolicy.cs", 22), ("Grep", "IOrderRepository", 61)];

    [Theory]
    [InlineData(ColorScheme.Light, "light", "dark")]
    [InlineData(ColorScheme.Dark, "dark", "light")]
    public async Task Theme_OfTheSystem_IsFollowedUntilTheToggleIsUsed(ColorScheme scheme, string name, string other)
    {
        BrowserNewContextOptions browser = new() { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1440, Height = 1000 } };
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, browser);
        await dashboard.LiveAsync();
        await FillAsync(dashboard);
        await Expect(dashboard.Page.Locator("#f-rate-note")).Not.ToHaveTextAsync("\u00a0");
        await dashboard.ScreenshotAsync(name);

        Assert.Equal(name, await ThemeAsync(dashboard));
        await dashboard.Page.Keyboard.PressAsync("t");
        Assert.Equal(other, await ThemeAsync(dashboard));
        await dashboard.Page.ReloadAsync();
        Assert.Equal(other, await ThemeAsync(dashboard));
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Phone_EveryView_FitsWithoutScrollingSideways()
    {
        BrowserNewContextOptions phone = new() { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true, DeviceScaleFactor = 2 };
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, phone);
        await dashboard.LiveAsync();
        await FillAsync(dashboard);
        await Expect(dashboard.Page.Locator(".session-row")).ToHaveCountAsync(4);

        foreach (string tab in (string[])["charts", "sessions", "emitters", "events"])
        {
            await dashboard.Page.TapAsync($"[data-tab={tab}]");
            await Expect(dashboard.Page.Locator($"#view-{tab}")).ToBeVisibleAsync();
            await AssertFitsAsync(dashboard, tab);
        }

        await dashboard.ScreenshotAsync("phone");
        await dashboard.Rows.First.TapAsync();
        await Expect(dashboard.Page.Locator("#detail-body .code")).ToBeVisibleAsync();
        await AssertFitsAsync(dashboard, "an event");
        await dashboard.Page.TapAsync("#detail [data-close]");
        await dashboard.Page.TapAsync("[data-tab=sessions]");
        await dashboard.Page.Locator(".session-row").First.TapAsync();
        await Expect(dashboard.Page.Locator(".timeline")).ToBeVisibleAsync();
        await AssertFitsAsync(dashboard, "a session");
        await dashboard.ScreenshotAsync("phone-session");
        Assert.Empty(dashboard.Errors);
    }

    private static async Task FillAsync(Dashboard dashboard)
    {
        for (int i = 0; i < 24; i++)
        {
            (string name, string parameters, int milliseconds) = Calls[i % Calls.Length];
            dashboard.EmitToolCall($"7d1f{i % 4}b02-58c1-4a77-9d2e-0c6be1f4a9d3", name, parameters, TimeSpan.FromMilliseconds(milliseconds), i % 9 != 5, i);
        }

        await dashboard.FlushAsync();
        await Expect(dashboard.Rows).ToHaveCountAsync(48);
    }

    private static async Task AssertFitsAsync(Dashboard dashboard, string what)
    {
        int width = await dashboard.Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('dialog[open], dialog[open] .body')].map(e => e.scrollWidth))");
        Assert.True(width <= 390, $"{what} is {width} wide.");
    }

    private static async Task<string> ThemeAsync(Dashboard dashboard) =>
        await dashboard.Page.EvaluateAsync<int>("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])") > 128 ? "light" : "dark";
}
