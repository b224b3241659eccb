using System.Text;
using System.Text.RegularExpressions;
using FastEmit.Collector.Sqlite;
using Microsoft.Data.Sqlite;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>What the page says while the store takes nothing.</summary>
public sealed class StoreTroubleTests(Chromium chromium)
{
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

            await Expect(dashboard.Page.Locator("#troubles[role=alert] .trouble")).ToHaveTextAsync(new Regex(@"^The collector cannot store events: .+\. \d+ B wait to be stored, and their senders with them\.$"));
            await dashboard.ScreenshotAsync("store-trouble");

            Change(file, "ALTER TABLE gone RENAME TO events");
            await Expect(dashboard.Page.Locator(".trouble")).ToHaveCountAsync(0);
            await dashboard.FlushAsync();
            await Expect(dashboard.Rows.First.Locator(".type")).ToHaveTextAsync("b"); // Perhaps a second time: it was not confirmed for long.
            Assert.DoesNotContain(dashboard.Errors, static error => !error.Contains("500", StringComparison.Ordinal)); // Queries failed meanwhile as well.
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
