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

    /// <summary>Tab goes through everything that can be clicked, shows where it is, and is where it was when a dialog ends, though the first screen is drawn anew meanwhile.</summary>
    [Fact]
    public async Task Tab_ThroughThePage_ShowsTheFocusAndKeepsIt()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("post_tool", """{"session_id":"s1","cwd":"/home/ada/shop","data":{"tool_name":"Bash","success":false,"duration_ms":5}}""");
        await Expect(dashboard.Page.Locator("#o-failures .failure")).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator(".session-row")).ToHaveCountAsync(1);
        await dashboard.Page.EvaluateAsync("document.getElementById('more-filters').open = true");

        HashSet<string> reached = [];
        for (int i = 0; i < 60 && !reached.Contains("BODY "); i++)
        {
            await dashboard.Page.Keyboard.PressAsync("Tab");
            string[] focused = await dashboard.Page.EvaluateAsync<string[]>(
                """
                () => {
                  const element = document.activeElement;
                  const style = getComputedStyle(element);
                  const isSeen = element === document.body || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
                  return [`${element.tagName} ${element.id || element.className}`, String(isSeen)];
                }
                """);
            Assert.True(focused[1] == "true", $"The focus on {focused[0]} is not seen.");
            reached.Add(focused[0]);
        }

        string[] wanted =
        [
            "A skip", "BUTTON pause", "BUTTON alerts-open", "BUTTON theme", "BUTTON keys", "BUTTON entry failure", "BUTTON link", "INPUT filter-text", "SELECT filter-type", "A export", "SUMMARY ",
            "INPUT filter-from", "INPUT filter-project", "INPUT filter-failed", "OL events-list", "BUTTON entry session-row",
        ];
        Assert.Empty(wanted.Except(reached));

        await dashboard.Page.Locator("#o-failures .failure").FocusAsync();
        await DrawnAnewAsync();
        await Expect(dashboard.Page.Locator("#o-failures .failure")).ToBeFocusedAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(dashboard.Page.Locator("#detail")).ToBeVisibleAsync();
        await DrawnAnewAsync();
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await Expect(dashboard.Page.Locator("#detail")).ToBeHiddenAsync();
        await Expect(dashboard.Page.Locator("#o-failures .failure")).ToBeFocusedAsync();
        Assert.Empty(dashboard.Errors);

        // The button of the moment is marked, and is replaced when the figures come the next time.
        async Task DrawnAnewAsync()
        {
            await dashboard.Page.EvaluateAsync("document.querySelector('#o-failures .failure').dataset.old = 'yes'");
            await Expect(dashboard.Page.Locator("#o-failures .failure:not([data-old])")).ToHaveCountAsync(1);
        }
    }

    /// <summary>Tab and Shift+Tab go round in an open dialog: what lies below it gets no focus. Its end gives the focus back.</summary>
    [Theory]
    [InlineData("#events-list .row", "#detail")]
    [InlineData(".session-row", "#session")]
    [InlineData("#alerts-open", "#alerts")]
    [InlineData("#keys", "#help")]
    public async Task Tab_InADialog_StaysThereAndTheFocusReturns(string opener, string dialog)
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("post_tool", """{"session_id":"s1","cwd":"/home/ada/shop","data":{"tool_name":"Bash","success":false,"duration_ms":5}}""");
        await Expect(dashboard.Page.Locator(".session-row")).ToHaveCountAsync(1);
        bool isRow = opener == "#events-list .row";
        await dashboard.Page.Locator(isRow ? "#events-list" : opener).FocusAsync();
        if (isRow)
        {
            await dashboard.Page.Keyboard.PressAsync("j");
        }

        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(dashboard.Page.Locator($"{dialog}[open] button").First).ToBeVisibleAsync();
        if (dialog == "#session")
        {
            await Expect(dashboard.Page.Locator("#session .timeline")).ToBeVisibleAsync();
        }

        HashSet<string> reached = [];
        for (int i = 0; i < 40; i++)
        {
            await dashboard.Page.Keyboard.PressAsync(i < 20 ? "Tab" : "Shift+Tab");
            string focused = await dashboard.Page.EvaluateAsync<string>(
                "dialog => { const element = document.activeElement; return document.querySelector(dialog).contains(element) ? 'inside' : element === document.body ? 'browser' : element.outerHTML.slice(0, 100); }", dialog);
            reached.Add(focused);
        }

        Assert.Contains("inside", reached);
        Assert.Empty(reached.Except(["inside", "browser"])); // Between the last and the first is the browser's own bar.
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await Expect(dashboard.Page.Locator(dialog)).ToBeHiddenAsync();
        await Expect(dashboard.Page.Locator(isRow ? "#events-list" : opener)).ToBeFocusedAsync();
        Assert.Empty(dashboard.Errors);
    }
}
