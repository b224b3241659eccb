using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>A collector with a token.</summary>
public sealed class TokenTests(Chromium chromium)
{
    private const string Token = "correct-horse-battery";

    [Fact]
    public async Task Page_TokenAskedFor_OpensWithTheRightOne()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, configure: static options => options.Token = Token);
        await dashboard.EmitAsync("secret", "1");
        await Expect(dashboard.Page.Locator("#login")).ToBeVisibleAsync();
        await dashboard.ScreenshotAsync("token");
        await dashboard.Page.FillAsync("#token", "something else entirely");
        await dashboard.Page.ClickAsync("#login button");
        await Expect(dashboard.Page.Locator("#login-error")).ToHaveTextAsync("The collector does not know this token.");
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await Expect(dashboard.Page.Locator("#login")).ToBeVisibleAsync();
        await Expect(dashboard.Rows).ToHaveCountAsync(0);

        await dashboard.Page.FillAsync("#token", Token);
        await dashboard.Page.Keyboard.PressAsync("Enter");

        await dashboard.LiveAsync();
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Page_TokenInTheFragment_OpensAndForgetsTheFragment()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, configure: static options => options.Token = Token, fragment: $"#token={Token}");

        await dashboard.LiveAsync();

        Assert.DoesNotContain(Token, dashboard.Page.Url, StringComparison.Ordinal);
        Assert.Empty(dashboard.Errors);
    }
}
