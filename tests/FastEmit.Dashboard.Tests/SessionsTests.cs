using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Sessions and their timelines.</summary>
public sealed class SessionsTests(Chromium chromium)
{
    [Fact]
    public async Task Timeline_ToolCalls_ShowTheirDurationsSideBySide()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("user_prompt", """{"session_id":"session-1","prompt":"Go"}""");
        dashboard.EmitToolCall("session-1", "Bash", "dotnet build", TimeSpan.FromSeconds(4), true, 1);
        dashboard.EmitToolCall("session-1", "Read", "README.md", TimeSpan.FromMilliseconds(250), false, 2);
        await dashboard.FlushAsync();

        await dashboard.Page.Locator(".session-row").ClickAsync();

        await Expect(dashboard.Page.Locator(".span.done .length")).ToHaveTextAsync("4.00 s");
        await Expect(dashboard.Page.Locator(".span.failed .length")).ToHaveTextAsync("250 ms");
        await Expect(dashboard.Page.Locator(".span.mark .tool")).ToHaveTextAsync("user_prompt");
        Assert.Equal(["5", "2", "1", "4.25 s"], (await dashboard.Page.Locator(".timeline-sums b").AllInnerTextsAsync()).Take(4));
        double[] widths = await dashboard.Page.EvaluateAsync<double[]>("[...document.querySelectorAll('.span:not(.mark) .fill')].map(e => e.getBoundingClientRect().width)");
        Assert.InRange(widths[0] / widths[1], 12, 20); // 4 s beside 0.25 s

        await dashboard.Page.ClickAsync("text=Filter the events by this session");
        await Expect(dashboard.Page.Locator(".chip")).ToHaveTextAsync("session: session-1");
        await Expect(dashboard.Rows).ToHaveCountAsync(5);
        Assert.Empty(dashboard.Errors);
    }
}
