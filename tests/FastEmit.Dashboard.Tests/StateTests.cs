using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FastEmit.Collector.Sqlite;
using FastEmit.Events;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>The page in the states that nobody wishes for, and with a large store. Each leaves pictures under artifacts/dashboard.</summary>
public sealed class StateTests(Chromium chromium, ITestOutputHelper output)
{
    private const string LargeStoreVariable = "FASTEMIT_LARGE_STORE";

    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true, DeviceScaleFactor = 2 };

    [Theory]
    [InlineData(false, "empty")]
    [InlineData(true, "phone-empty")]
    public async Task Empty_Collector_SaysHowToSendToIt(bool isPhone, string name)
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, isPhone ? Phone : null);
        await dashboard.LiveAsync();

        await Expect(dashboard.Page.Locator("#events-empty")).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("#snippet")).ToContainTextAsync(dashboard.Server.Url);
        await Expect(dashboard.Page.Locator("#view-now")).ToBeHiddenAsync();
        await dashboard.ScreenshotAsync(name);
        await AssertFitsAsync(dashboard.Page);
        Assert.Empty(dashboard.Errors);
    }

    [Theory]
    [InlineData(false, "disconnected")]
    [InlineData(true, "phone-disconnected")]
    public async Task Disconnected_Collector_KeepsWhatItShowedAndSaysSinceWhen(bool isPhone, string name)
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, isPhone ? Phone : null);
        await dashboard.LiveAsync();
        await dashboard.EmitAsync("claude_event", """{"subtype":"user_prompt","session_id":"s1","cwd":"/home/ada/shop","agent":"claude","data":{"prompt":"Fix the failing test"}}""");
        await dashboard.EmitAsync("claude_event", """{"subtype":"pre_tool","session_id":"s1","cwd":"/home/ada/shop","agent":"claude","data":{"tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"npm test"}}}""");
        await Expect(dashboard.Rows).ToHaveCountAsync(2);
        await Expect(dashboard.Page.Locator("#o-sessions .agent")).ToHaveCountAsync(1);

        await dashboard.Server.DisposeAsync();

        await Expect(dashboard.Page.Locator("#status")).ToHaveTextAsync(new Regex(@"^Not connected since \d\d:\d\d:\d\d$"));
        await Expect(dashboard.Rows).ToHaveCountAsync(2);
        await dashboard.ScreenshotAsync(name);
        await AssertFitsAsync(dashboard.Page);
    }

    [Theory]
    [InlineData(false, "disk-full")]
    [InlineData(true, "phone-disk-full")]
    public async Task DiskFull_Store_IsRedOnThePage(bool isPhone, string name)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-full");
        await using (SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder.FullName }))
        {
            await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, isPhone ? Phone : null, options => options.Store = store);
            await dashboard.LiveAsync();
            await dashboard.EmitAsync("claude_event", """{"subtype":"pre_tool","session_id":"s1","cwd":"/home/ada/shop","agent":"claude","data":{"tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"npm test"}}}""");
            await Expect(dashboard.Page.Locator("#o-sessions .agent")).ToHaveCountAsync(1);
            string file = Assert.Single(folder.GetFiles("*.db")).FullName;
            Change(file, "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
            Assert.Equal(EmitResult.Queued, dashboard.Emitter.EmitJson(HookEventDescriptor.Create("b", "/"), Encoding.UTF8.GetBytes("2")));

            await Expect(dashboard.Page.Locator("#troubles .trouble")).ToHaveTextAsync(new Regex(@"^The collector cannot store events: database or disk is full\. \d+ B wait to be stored, and their senders with them\.$"));
            await Expect(dashboard.Page.Locator("#f-kept")).ToHaveClassAsync(new Regex("bad"));
            await dashboard.ScreenshotAsync(name);
            await AssertFitsAsync(dashboard.Page);
            Change(file, "DROP TRIGGER full");
            await Expect(dashboard.Page.Locator("#troubles .trouble")).ToHaveCountAsync(0);
            Assert.Empty(dashboard.Errors);
        }

        folder.Delete(recursive: true);
    }

    /// <summary>A store as <c>-- history --events 10000000 --keep FOLDER</c> of the benchmarks leaves it.</summary>
    [Theory]
    [InlineData(false, "large")]
    [InlineData(true, "phone-large")]
    public async Task LargeStore_FirstScreenAndSearch_AreThereAtOnce(bool isPhone, string name)
    {
        string? folder = Environment.GetEnvironmentVariable(LargeStoreVariable);
        Assert.SkipWhen(folder is null, $"{LargeStoreVariable} names no store.");
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder, MaxBytes = 1L << 40 });
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, isPhone ? Phone : null, options => options.Store = store);
        await dashboard.LiveAsync();
        await Expect(dashboard.Rows.First).ToBeVisibleAsync();
        double[] paints = [];
        for (int i = 0; i < 5; i++)
        {
            await dashboard.Page.ReloadAsync();
            await Expect(dashboard.Rows.First).ToBeVisibleAsync();
            paints = [.. paints, await dashboard.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime")];
        }

        output.WriteLine($"{store.GetStats().Events} events; first contentful paint after {string.Join(", ", paints.Order().Select(static paint => $"{paint:F0}"))} ms");
        await dashboard.ScreenshotAsync(name);
        long started = Stopwatch.GetTimestamp();
        await dashboard.Page.FillAsync("#filter-text", "needle-in-a-haystack");
        await Expect(dashboard.Page.Locator("#events-list .row:not(:has-text('Zeppelin'))")).ToHaveCountAsync(0);
        await Expect(dashboard.Rows.First).ToContainTextAsync("Zeppelin");
        output.WriteLine($"A rare text is shown {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms after it was typed");
        await dashboard.ScreenshotAsync($"{name}-search");
        await AssertFitsAsync(dashboard.Page);
    }

    private static async Task AssertFitsAsync(IPage page)
    {
        int[] widths = await page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, innerWidth]");
        Assert.True(widths[0] <= widths[1], $"The page is {widths[0]} wide on a screen of {widths[1]}.");
    }

    private static void Change(string file, string statement)
    {
        using SqliteConnection other = new($"Data Source={file};Pooling=False");
        other.Open();
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
