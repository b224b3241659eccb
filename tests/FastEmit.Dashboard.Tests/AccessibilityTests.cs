using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>What axe finds on the page: nothing.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_PageEventAndSession_FindsNothing(ColorScheme scheme)
    {
        BrowserNewContextOptions browser = new() { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1440, Height = 1000 } };
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, browser);
        await dashboard.LiveAsync();
        await SendAsync("user_prompt", """ "prompt":"Fix the failing test" """);
        await SendAsync("post_tool", """ "tool_name":"Bash","success":false,"duration_ms":900,"tool_input":{"command":"npm test"},"tool_response":{"stdout":"1 failed","stderr":"exit 1"} """);
        await SendAsync("post_tool", """ "tool_name":"Edit","success":true,"duration_ms":20,"tool_input":{"file_path":"src/a.js","old_string":"a","new_string":"b"} """);
        await SendAsync("notification", """ "message":"Needs your permission to use Bash" """);
        await SendAsync("stop", """ "last_assistant_message":"Done" """);
        await dashboard.EmitAsync("fastemit_report", """{"emitter":"e1","name":"hook agent","circuit":"open","last_error":"refused","dropped":{"ring_full":3},"lanes":[{"connected":true,"ring_bytes":9,"ring_capacity":10}],"interval_ms":60000}""", "/");
        await Expect(dashboard.Page.Locator("#o-sessions .agent")).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator(".emitter")).ToHaveCountAsync(1);
        await AssertNothingFoundAsync(dashboard);

        await dashboard.Rows.Nth(2).ClickAsync();
        await Expect(dashboard.Page.Locator("#detail-body .code")).ToBeVisibleAsync();
        await AssertNothingFoundAsync(dashboard);
        await dashboard.Page.Keyboard.PressAsync("Escape");

        await dashboard.Page.Locator(".session-row").ClickAsync();
        await Expect(dashboard.Page.Locator(".timeline")).ToBeVisibleAsync();
        await AssertNothingFoundAsync(dashboard);

        Task SendAsync(string type, string members) => dashboard.EmitAsync(
            "claude_event", $$"""{"subtype":"{{type}}","data":{ {{members}} },"session_id":"s1","cwd":"/home/ada/shop","agent":"claude"}""");
    }

    private static async Task AssertNothingFoundAsync(Dashboard dashboard)
    {
        AxeResult found = await dashboard.Page.RunAxe();
        Assert.NotEmpty(found.Passes);
        Assert.Equal("", string.Join(Environment.NewLine, found.Violations.SelectMany(static rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html} {node.Any.FirstOrDefault()?.Message}")).Distinct()));
    }
}
