using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres.Tests;

public sealed class ImportTests(PostgresServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_FilesIntoADatabase_KeepsTimesAndAttachmentsAndDoublesNothing()
    {
        server.Require();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-import-");
        try
        {
            await using (SqliteEventStore source = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder.FullName }))
            {
                source.Append("pre_tool", """{"session_id":"s","event_id":"3f0c1f3e8a1b4b2c-1"}""", StoreRecords.Start, "/hook", [1, 2], []);
                source.Append("caf\\u00e9 \\\"1\\\"", """{"session_id":"s","event_id":"3f0c1f3e8a1b4b2c-2"},2""", StoreRecords.Start + 1);
                source.AppendNumbered(3, 500);
            }

            await server.RunAsync("CREATE DATABASE import");
            string url = server.UrlFor("postgres", PostgresServer.Password, "import");

            Assert.Equal("""{"files":1,"read":502,"stored":502,"lastId":502,"faults":0}""", await ImportAsync(folder.FullName, "--store", url));
            Assert.Equal("""{"files":1,"read":502,"stored":0,"lastId":502,"faults":0}""", await ImportAsync(folder.FullName, "--store", url));

            await using PostgresEventStore store = await PostgresEventStore.OpenAsync(new PostgresStoreOptions { ConnectionString = url }, Cancellation);
            List<StoredEvent> events = await store.ReadAsync(new EventQuery { OldestFirst = true, Limit = 502 });
            Assert.Equal(
                [
                    """1 /hook pre_tool pre_tool s {"session_id":"s","event_id":"3f0c1f3e8a1b4b2c-1"}""",
                    """2 / café "1" café "1" s [{"session_id":"s","event_id":"3f0c1f3e8a1b4b2c-2"},2]""",
                ],
                events.Take(2).Select(static stored => $"{stored.Id} {stored.Namespace} {stored.Name} {stored.Type} {stored.Session} {Encoding.UTF8.GetString(stored.Data.Span)}"));
            Assert.Equal([StoreRecords.At(0), StoreRecords.At(0.000_001), StoreRecords.At(3)], events.Take(3).Select(static stored => stored.Time));
            Assert.Equal([[1, 2], []], (await store.GetAttachmentsAsync(1, Cancellation)).Select(static attachment => attachment.ToArray()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_KilledAndRunAgain_StoresEveryEventOnce(bool intoDatabase)
    {
        const int events = 60_000;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-import-");
        try
        {
            string source = Path.Combine(folder.FullName, "source");
            await using (SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = source }))
            {
                store.AppendNumbered(1, events);
            }

            SqliteStoreOptions files = new() { Directory = Path.Combine(folder.FullName, "target") };
            string[] target = ["--data", files.Directory];
            if (intoDatabase)
            {
                server.Require();
                await server.RunAsync("CREATE DATABASE killed_import");
                target = ["--store", server.UrlFor("postgres", PostgresServer.Password, "killed_import")];
            }

            using (Process process = Start(source, target))
            {
                // Killed while it stores, or at the latest when it has.
                while (!process.HasExited && !!(intoDatabase ? await HasBegunAsync(target[1]) : HasBegun(files.Directory)))
                {
                    await Task.Delay(5, Cancellation);
                }

                process.Kill();
                await process.WaitForExitAsync(Cancellation);
            }

            await ImportAsync(source, target);
            string again = await ImportAsync(source, target);

            Assert.Equal($$"""{"files":1,"read":{{events}},"stored":0,"lastId":{{events}},"faults":0}""", again);
            await using EventStore stored = intoDatabase
                ? await PostgresEventStore.OpenAsync(new PostgresStoreOptions { ConnectionString = target[1] }, Cancellation)
                : SqliteEventStore.Open(files);
            Assert.Equal(
                Enumerable.Range(1, events),
                (await stored.ReadAsync(new EventQuery { OldestFirst = true, Limit = 2 * events })).Select(static stored => JsonElement.Parse(stored.Data.Span).GetProperty("n").GetInt32()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool HasBegun(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*-wal").Any(static file => new FileInfo(file).Length > 100_000);

    private static async Task<bool> HasBegunAsync(string url)
    {
        NpgsqlConnectionStringBuilder address = PostgresAddress.Parse(url);
        address.Pooling = false;
        await using NpgsqlConnection connection = new(address.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using NpgsqlCommand command = new("SELECT last_id > 0 FROM fastemit.head", connection);
        try
        {
            return (bool)(await command.ExecuteScalarAsync(Cancellation))!;
        }
        catch (PostgresException)
        {
            return false; // The schema is not there yet.
        }
    }

    private static Process Start(string folder, string[] target)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Process.Start(new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "FastEmit.Cli.dll"), "collect", "import", folder, .. target, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task<string> ImportAsync(string folder, params string[] target)
    {
        using Process process = Start(folder, target);
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, await error);
        return output.TrimEnd();
    }
}
