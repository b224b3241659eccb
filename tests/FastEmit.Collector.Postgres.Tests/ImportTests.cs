using System.Diagnostics;
using System.Text;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;

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

            Assert.Equal("""{"files":1,"read":502,"stored":502,"lastId":502,"faults":0}""", await ImportAsync(folder.FullName, url));
            Assert.Equal("""{"files":1,"read":502,"stored":500,"lastId":502,"faults":0}""", await ImportAsync(folder.FullName, url));

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

    private static async Task<string> ImportAsync(string folder, string url)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(host, [Path.Combine(AppContext.BaseDirectory, "FastEmit.Cli.dll"), "collect", "import", folder, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FASTEMIT_STORE"] = url;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, await error);
        return output.TrimEnd();
    }
}
