using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FastEmit.Collector.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>What the page says while the store takes nothing.</summary>
public sealed class StoreTroubleTests(Chromium chromium)
{
    private static readonly HttpClient Http = new();

    /// <summary>Somebody takes the file's table away: every write fails at once, as on a full disk.</summary>
    [Fact]
    public async Task Page_StoreThatRefuses_SaysSoInRedUntilItTakesEventsAgain()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-trouble");
        await using (SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder.FullName }))
        {
            await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, configure: options => options.Store = store);
            await dashboard.LiveAsync();
            await dashboard.EmitAsync("a", "1");
            await Expect(dashboard.Rows).ToHaveCountAsync(1);
            string file = Assert.Single(folder.GetFiles("*.db")).FullName;
            Change(file, "ALTER TABLE events RENAME TO gone");
            Assert.Equal(EmitResult.Queued, dashboard.Emitter.EmitJson(FastEmit.Events.HookEventDescriptor.Create("b", "/"), Encoding.UTF8.GetBytes("2")));

            ILocator troubles = dashboard.Page.Locator("#troubles .trouble");
            await Expect(troubles.Filter(new LocatorFilterOptions { HasTextRegex = new Regex(@"^The collector cannot store events: .+\. \d+ B wait to be stored, and their senders with them\.$") })).ToHaveCountAsync(1);
            await Expect(troubles.Filter(new LocatorFilterOptions { HasTextRegex = new Regex("^The figures of today are not shown: The store cannot be read: ") })).ToHaveCountAsync(1);
            foreach (string path in (string[])["overview?from=0", "events", "events/1", "export", "timeline?session=s"])
            {
                using HttpResponseMessage response = await Http.GetAsync(new Uri($"{dashboard.Server.Url}/api/{path}"), TestContext.Current.CancellationToken);
                Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, response.StatusCode));
                Assert.StartsWith("{\"error\":\"The store cannot be read: ", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }

            await dashboard.Rows.First.ClickAsync();
            await Expect(dashboard.Page.Locator("#detail-body .trouble")).ToContainTextAsync("The store cannot be read");
            await dashboard.Page.Keyboard.PressAsync("Escape");
            await dashboard.ScreenshotAsync("store-trouble");

            Change(file, "ALTER TABLE gone RENAME TO events");
            await Expect(troubles).ToHaveCountAsync(0);
            await dashboard.FlushAsync();
            await Expect(dashboard.Rows.First.Locator(".type")).ToHaveTextAsync("b"); // Perhaps a second time: it was not confirmed for long.
            Assert.DoesNotContain(dashboard.Errors, static error => !error.Contains("503", StringComparison.Ordinal)); // Queries failed meanwhile as well.
        }

        folder.Delete(recursive: true);
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
