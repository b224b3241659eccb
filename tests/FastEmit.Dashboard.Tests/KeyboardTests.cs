using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Everything that the page's list of keys promises.</summary>
public sealed class KeyboardTests(Chromium chromium)
{
    [Fact]
    public async Task Keys_EachOfTheList_DoesWhatItSays()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("a", """{"session_id":"s1"}""");
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await dashboard.EmitAsync("b", """{"session_id":"s2"}""");
        await Expect(dashboard.Rows).ToHaveCountAsync(2);

        await PressAsync("?");
        await Expect(dashboard.Page.Locator("#help")).ToBeVisibleAsync();
        Assert.Equal(["/", "j k", "Enter", "s", "a", "p", "t", "?", "Esc"], await dashboard.Page.Locator("#help dt").AllInnerTextsAsync());
        await PressAsync("Escape");
        await Expect(dashboard.Page.Locator("#help")).ToBeHiddenAsync();

        await PressAsync("j");
        await PressAsync("j");
        await Expect(dashboard.Page.Locator(".row.current .type")).ToHaveTextAsync("a");
        await PressAsync("k");
        await Expect(dashboard.Page.Locator(".row.current .type")).ToHaveTextAsync("b");
        await PressAsync("Enter");
        await Expect(dashboard.Page.Locator("#detail-title")).ToHaveTextAsync("Event 2");
        await PressAsync("Escape");
        await PressAsync("s");
        await Expect(dashboard.Page.Locator("#session-title")).ToHaveTextAsync("s2");
        await PressAsync("Escape");

        await PressAsync("/");
        await Expect(dashboard.Page.Locator("#filter-text")).ToBeFocusedAsync();
        await dashboard.Page.Keyboard.TypeAsync("s1p");
        await Expect(dashboard.Rows).ToHaveCountAsync(0);
        await PressAsync("Escape");
        await PressAsync("Escape");
        await Expect(dashboard.Rows).ToHaveCountAsync(2);

        await PressAsync("p");
        await Expect(dashboard.Page.Locator("#status")).ToHaveTextAsync("Paused");
        await dashboard.EmitAsync("c", "1");
        await PressAsync("p");
        await Expect(dashboard.Page.Locator("#status")).ToHaveTextAsync("Live");
        await Expect(dashboard.Rows).ToHaveCountAsync(3);
        Assert.Empty(dashboard.Errors);

        Task PressAsync(string key) => dashboard.Page.Keyboard.PressAsync(key);
    }

    /// <summary>The browser takes the focus away from a closed dialog's button with the next frame; a key may come before that.</summary>
    [Fact]
    public async Task Enter_InTheFrameInWhichADialogIsClosed_OpensTheEvent()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("a", "1");
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await dashboard.Page.Keyboard.PressAsync("j");
        await Expect(dashboard.Page.Locator(".row.current")).ToHaveCountAsync(1);

        bool isFocusInside = await dashboard.Page.EvaluateAsync<bool>(
            """
            () => {
              const help = document.getElementById("help");
              help.showModal();
              help.close();
              const focused = document.activeElement;
              focused.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
              return help.contains(focused);
            }
            """);

        Assert.True(isFocusInside);
        await Expect(dashboard.Page.Locator("#detail-title")).ToHaveTextAsync("Event 1");
    }
}
