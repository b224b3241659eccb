using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Twenty questions that people ask about a day of their agents, each answered within three clicks. The documentation's pictures are answers of this walk.</summary>
[Collection(PlayedDay.Collection)]
public sealed class TwentyQuestionsTests(Chromium chromium, PlayedDay day)
{
    private const int MostClicks = 3;

    private static readonly Dictionary<string, string> Pictures = new()
    {
        ["What did today cost?"] = "dashboard-light",
        ["Which subagents did it have, at which cost?"] = "dashboard-session",
    };

    private IPage _page = null!;
    private int _clicks;

    [Fact]
    public async Task Day_TwentyQuestions_AreAnsweredWithinThreeClicks()
    {
        await using IBrowserContext context = await chromium.OpenAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Light, ViewportSize = new ViewportSize { Width = 1440, Height = 1000 } });
        _page = await day.OpenAsync(context);
        (string Question, Func<Task> Answer)[] questions =
        [
            ("How many run now?", () => Expect(Find("#o-running")).ToHaveTextAsync(new Regex("^[1-9]"))),
            ("Who waits for me?", () => Expect(Find("#o-sessions .agent.waiting")).ToHaveCountAsync(3)),
            ("What for?", () => Expect(Find("#o-sessions .agent.waiting .what").First).ToHaveTextAsync(new Regex("."))),
            ("How many calls failed?", () => Expect(Find("#o-failed")).ToHaveTextAsync(Grouped("SELECT COUNT(*) FROM calls WHERE failed"))),
            ("Why did the last one fail?", LastFailureAsync),
            ("Which tool is slow?", () => Expect(Find("#o-slow")).ToHaveTextAsync("Task")),
            ("What did a tool do?", ToolAsync),
            ("Which of its calls failed?", FailedOfToolAsync),
            ("What did today cost?", () => Expect(Find("#o-cost")).ToHaveTextAsync(string.Create(CultureInfo.InvariantCulture, $"${(double)day.One("SELECT SUM(cost) FROM messages"):F2}"))),
            ("Which model costs most?", () => Expect(Find("#o-models td").First).ToHaveTextAsync((string)day.One("SELECT model FROM messages GROUP BY model ORDER BY SUM(cost) DESC LIMIT 1"))),
            ("Was anything lost?", () => Expect(Find("#o-lost-note")).ToHaveTextAsync(new Regex("."))),
            ("What is a session about?", () => InSessionAsync(() => Expect(Find("#session-title")).ToHaveTextAsync(new Regex(": .")))),
            ("Which subagents did it have, at which cost?", () => InSessionAsync(() => Expect(Find("#session .tree tbody tr").First).ToHaveTextAsync(new Regex("^agent")))),
            ("Where did it fail?", WhereItFailedAsync),
            ("How long did its calls take?", () => InSessionAsync(() => Expect(Find("#session .timeline .length").Filter(new LocatorFilterOptions { HasTextRegex = new Regex("[0-9] (ms|s)") }).First).ToBeVisibleAsync())),
            ("How did it go?", ReplayAsync),
            ("What else happened in it, for others to see as well?", EventsOfSessionAsync),
            ("What exactly was sent?", EventAsync),
            ("Can I take it with me?", ExportAsync),
            ("Can it tell me the next time?", AlertAsync),
        ];
        Assert.Equal(20, questions.Length);

        foreach ((string question, Func<Task> answer) in questions)
        {
            _clicks = 0;
            try
            {
                await answer();
            }
            catch (PlaywrightException exception)
            {
                Assert.Fail($"{question} {exception.Message}");
            }

            Assert.True(_clicks <= MostClicks, $"{question} takes {_clicks} clicks.");
            if (Pictures.TryGetValue(question, out string? name))
            {
                await Expect(Find("#o-cost-note")).ToHaveTextAsync("today, 5 models");
                await _page.EvaluateAsync("scrollTo(0, 0)");
                await DayPicture.TakeAsync(_page, name);
            }

            await BackAsync();
        }

        await _page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await _page.EvaluateAsync("scrollTo(0, 0)");
        await DayPicture.TakeAsync(_page, "dashboard-dark");
    }

    private async Task LastFailureAsync()
    {
        await ClickAsync(Find("#o-failures .failure").First);
        await Expect(Find("#detail-body .facts")).ToContainTextAsync("no");
        await Expect(Find("#detail-title")).ToHaveTextAsync($"Event {day.One("SELECT MAX(id) FROM calls WHERE failed")}");
    }

    private async Task ToolAsync()
    {
        await ClickAsync(Find("#o-tools button").Filter(new LocatorFilterOptions { HasText = "Bash" }));
        await Expect(Find(".chip")).ToHaveTextAsync(["tool: Bash"]);
        await Expect(Find("#events-list .row").First).ToContainTextAsync("Bash");
    }

    private async Task FailedOfToolAsync()
    {
        await ToolAsync();
        await ClickAsync(Find("#more-filters summary"));
        await ClickAsync(Find("#filter-failed"));
        await Expect(Find("#events-list .row.failed").First).ToContainTextAsync("Bash");
        await Expect(Find("#events-list .row:not(.failed)")).ToHaveCountAsync(0);
    }

    private async Task InSessionAsync(Func<Task> answer)
    {
        await ClickAsync(Find("#o-sessions .agent").First);
        await answer();
    }

    private async Task WhereItFailedAsync()
    {
        await ClickAsync(Find("#sessions-list .session-row").Filter(new LocatorFilterOptions { HasTextRegex = new Regex("[0-9] failed") }).First);
        await ClickAsync(Find("#session .next-failure"));
        await Expect(Find("#session .call.failed.current")).ToBeVisibleAsync();
    }

    private Task ReplayAsync() => InSessionAsync(async () =>
    {
        string before = await Find("#session .replay-play").InnerTextAsync();
        await ClickAsync(Find("#session .replay-play"));
        await Expect(Find("#session .replay-play")).Not.ToHaveTextAsync(before);
    });

    private Task EventsOfSessionAsync() => InSessionAsync(async () =>
    {
        await ClickAsync(Find("#session-body > button.button").Last);
        await Expect(Find(".chip")).ToHaveTextAsync(new Regex("^session: "));
        await Expect(_page).ToHaveURLAsync(new Regex("session="));
    });

    private async Task EventAsync()
    {
        await ClickAsync(Find("#events-list .row .data").First);
        await Expect(Find("#detail-body .code")).ToContainTextAsync("session_id");
    }

    private async Task ExportAsync()
    {
        IDownload download = await _page.RunAndWaitForDownloadAsync(() => ClickAsync(Find("#export")));
        Assert.Equal("events.ndjson", download.SuggestedFilename);
    }

    private async Task AlertAsync()
    {
        await ClickAsync(Find("#alerts-open"));
        await ClickAsync(Find("#alert-form button[type=submit]"));
        await Expect(Find("#rules-list li")).ToHaveCountAsync(1);
        await Find("#rules-list button").ClickAsync(); // The day is for other tests as well.
        await Expect(Find("#rules-list li")).ToHaveCountAsync(0);
    }

    private ILocator Find(string selector) => _page.Locator(selector);

    private async Task ClickAsync(ILocator target)
    {
        _clicks++;
        await target.ClickAsync();
    }

    /// <summary>As before the question: no dialog, no filter.</summary>
    private async Task BackAsync()
    {
        await _page.EvaluateAsync("document.querySelectorAll('dialog[open]').forEach(dialog => dialog.close())");
        while (await Find(".chip").CountAsync() > 0)
        {
            int chips = await Find(".chip").CountAsync();
            await Find(".chip").First.ClickAsync();
            await Expect(Find(".chip")).ToHaveCountAsync(chips - 1);
        }

        await _page.EvaluateAsync("document.getElementById('more-filters').open = false");
    }

    private string Grouped(string query) => ((long)day.One(query)).ToString("N0", CultureInfo.InvariantCulture);
}
