using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Rules that a person sets on the page, and what they tell.</summary>
public sealed class AlertsTests(Chromium chromium)
{
    [Fact]
    public async Task Rule_SetByKeyboard_TellsInTheListOnTheButtonAndInTheBrowser()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.Page.AddInitScriptAsync(
            """
            window.told = [];
            window.Notification = class {
              static permission = "default";
              static async requestPermission() { this.permission = "granted"; }
              constructor(title, { body }) { window.told.push(body); }
            };
            """);
        await dashboard.Page.ReloadAsync();
        await dashboard.LiveAsync();

        await dashboard.Page.Keyboard.PressAsync("a");
        await Expect(dashboard.Page.Locator("#alerts-empty")).ToBeVisibleAsync();
        await dashboard.Page.FocusAsync("#rule-when");
        await dashboard.Page.SelectOptionAsync("#rule-when", "failed_calls");
        await dashboard.Page.FillAsync("#rule-limit", "1.5");
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(dashboard.Page.Locator("#alerts-error")).ToContainTextAsync("'limit' takes a whole number from 1");
        await dashboard.Page.FillAsync("#rule-limit", "2");
        await dashboard.Page.FillAsync("#rule-tool", "Bash");
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(dashboard.Page.Locator(".rule")).ToContainTextAsync("2 failed calls in a row of Bash");
        await Expect(dashboard.Page.Locator("#rule-when")).ToBeFocusedAsync();
        await dashboard.Page.ClickAsync("#alerts-notify");
        await Expect(dashboard.Page.Locator("#alerts-permission")).ToContainTextAsync("tells you of each alert");
        await dashboard.Page.Keyboard.PressAsync("Escape");

        for (int i = 0; i < 2; i++)
        {
            await dashboard.EmitAsync("claude_event", """{"subtype":"post_tool","data":{"tool_name":"Bash","success":false,"tool_input":{"command":"npm test"}},"session_id":"s1","cwd":"/home/ada/shop"}""");
        }

        await Expect(dashboard.Page.Locator("#alerts-count")).ToHaveTextAsync("1");
        const string text = "shop: 2 Bash calls failed in a row, the last Bash npm test";
        Assert.Equal([text], await dashboard.Page.EvaluateAsync<string[]>("window.told"));
        await dashboard.Page.Keyboard.PressAsync("a");
        await Expect(dashboard.Page.Locator("#alerts-count")).ToBeHiddenAsync();
        await Expect(dashboard.Page.Locator("#alerts-list .entry")).ToContainTextAsync(text);
        AxeResult found = await dashboard.Page.RunAxe();
        Assert.Equal([], found.Violations.Select(static rule => rule.Id));
        await dashboard.ScreenshotAsync("alerts");

        await dashboard.Page.ClickAsync(".rule button");
        await Expect(dashboard.Page.Locator(".rule")).ToHaveCountAsync(0);
        await dashboard.Page.ClickAsync("#alerts-list .entry");
        await Expect(dashboard.Page.Locator("#session .chat")).ToContainTextAsync("npm test");
        Assert.DoesNotContain(dashboard.Errors, static error => !error.Contains("400", StringComparison.Ordinal));
    }
}
