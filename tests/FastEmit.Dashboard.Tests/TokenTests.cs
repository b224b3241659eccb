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

    [Theory]
    [InlineData("abc%zz-0123456789", "abc%zz-0123456789")]
    [InlineData("abc%41-0123456789", "abc%41-0123456789")]
    [InlineData("abc%41-0123456789", "abc%2541-0123456789")]
    [InlineData("100%-sure-0123456789", "100%-sure-0123456789")]
    public async Task Page_TokenWithPercentInTheFragment_Opens(string token, string written)
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, configure: options => options.Token = token, fragment: $"#token={written}");

        await dashboard.LiveAsync();

        Assert.DoesNotContain("token", dashboard.Page.Url, StringComparison.Ordinal);
        await Expect(dashboard.Page.Locator("#login")).ToBeHiddenAsync();
    }
}
