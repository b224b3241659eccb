using System.Text;
using FastEmit.Collector;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;

namespace FastEmit.Cli.Tests.Collecting;

public sealed class ImportCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-import-command-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Source => Path.Combine(_folder.FullName, "source");

    private string Target => Path.Combine(_folder.FullName, "target");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Import_Folder_PutsEveryEventWithItsTimeIntoTheOtherStore()
    {
        List<StoredEvent> before = await StoreAsync();

        CommandLineSession session = await CommandLineSession.RunAsync("collect", "import", Source, "--data", Target);
        List<StoredEvent> after = await ReadAsync(Target);

        Assert.Equal((0, "3 events of 1 files read, 3 stored, 0 there already"), (session.ExitCode, session.Output.TrimEnd()));
        Assert.Equal(before.Select(Describe), after.Select(Describe));
        Assert.Equal(before.Select(Describe), (await ReadAsync(Source)).Select(Describe));
    }

    [Fact]
    public async Task Import_OneFileBehindAnEvent_GoesOnThere()
    {
        await StoreAsync();
        string file = Assert.Single(Directory.GetFiles(Source, "*.db"));

        CommandLineSession session = await CommandLineSession.RunAsync("collect", "import", file, "--data", Target, "--after", "2", "--json");

        Assert.Equal("""{"files":1,"read":1,"stored":1,"lastId":3,"faults":0}""", session.Output.TrimEnd());
        Assert.Equal("third", Assert.Single(await ReadAsync(Target)).Name);
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData("1", 2)]
    [InlineData("2", 1)]
    public async Task Import_Again_StoresOnlyWhatIsNotThere(string? cutOffAt, int storedFirst)
    {
        await StoreAsync();
        string[] from = cutOffAt is null ? [] : ["--after", cutOffAt];

        CommandLineSession first = await CommandLineSession.RunAsync(["collect", "import", Source, "--data", Target, .. from]);
        CommandLineSession second = await CommandLineSession.RunAsync("collect", "import", Source, "--data", Target);
        CommandLineSession third = await CommandLineSession.RunAsync("collect", "import", Source, "--data", Target);

        Assert.Equal($"{storedFirst} events of 1 files read, {storedFirst} stored, 0 there already", first.Output.TrimEnd());
        Assert.Equal($"3 events of 1 files read, {3 - storedFirst} stored, {storedFirst} there already", second.Output.TrimEnd());
        Assert.Equal("3 events of 1 files read, 0 stored, 3 there already", third.Output.TrimEnd());
        Assert.Equal(["first \"1\"", "second", "third"], (await ReadAsync(Target)).Select(static stored => stored.Name).Order());
    }

    [Fact]
    public async Task Import_SourceThatGrew_AddsWhatIsNew()
    {
        await StoreAsync();
        await CommandLineSession.RunAsync("collect", "import", Source, "--data", Target);
        await StoreAsync();

        CommandLineSession session = await CommandLineSession.RunAsync("collect", "import", Source, "--data", Target);

        Assert.Equal("6 events of 1 files read, 3 stored, 3 there already", session.Output.TrimEnd());
    }

    [Fact]
    public async Task Import_FileThatIsDamaged_NamesItAndFallsShort()
    {
        await StoreAsync();
        await File.WriteAllTextAsync(Path.Combine(Source, "events-000000000000009999.db.bad"), new string('x', 10_000), Cancellation);

        CommandLineSession session = await CommandLineSession.RunAsync("collect", "import", Source, "--data", Target);

        Assert.Equal(1, session.ExitCode);
        Assert.Contains("events-000000000000009999.db.bad", session.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await ReadAsync(Target)).Count);
    }

    [Theory]
    [InlineData("no folder", "none", "target", "is not there")]
    [InlineData("no store", "source", null, "--store or --data has to say")]
    [InlineData("itself", "source", "source/", "has to be another one")]
    [InlineData("a file of somebody's", "source/mine.db", "target", "events-NUMBER.db")]
    public async Task Import_NotUsable_SaysWhy(string what, string source, string? target, string reason)
    {
        await StoreAsync();
        await File.WriteAllTextAsync(Path.Combine(Source, "mine.db"), what, Cancellation);
        string[] to = target is null ? [] : ["--data", Path.Combine(_folder.FullName, target)];

        CommandLineSession session = await CommandLineSession.RunAsync(["collect", "import", Path.Combine(_folder.FullName, source), .. to]);

        Assert.Equal(2, session.ExitCode);
        Assert.Contains(reason, session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collect_TwoStores_IsAUsageError()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("collect", "--port", "0", "--data", Target, "--store", "postgres://u:p@h/d");

        Assert.Equal(2, session.ExitCode);
        Assert.Contains("exclude each other", session.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", 2, "accepted: postgres://user:password@host:5432/database")]
    [InlineData("postgres://u:secret@127.0.0.1:1/d", 1, "PostgreSQL at 127.0.0.1:1, database \"d\", as \"u\": no server answers")]
    public async Task Collect_StoreThatCannotBeUsed_SaysWhyAndStartsNothing(string url, int exitCode, string reason)
    {
        CommandLineSession session = await CommandLineSession.RunAsync("collect", "--port", "0", "--store", url);

        Assert.Equal(exitCode, session.ExitCode);
        Assert.Contains(reason, session.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", session.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("collecting at", session.Error, StringComparison.Ordinal);
    }

    private static string Describe(StoredEvent stored) =>
        $"{stored.Id} {stored.Time:O} {stored.Namespace} {stored.Name} {stored.Type} {stored.Session} {Encoding.UTF8.GetString(stored.Data.Span)}";

    /// <summary>Three events, posted to a collector.</summary>
    private async Task<List<StoredEvent>> StoreAsync()
    {
        await using (SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = Source }))
        await using (CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store }, Cancellation))
        {
            using HttpClient http = new();
            using StringContent body = new(
                """
                [{"namespace":"/hook","event":"first \"1\"","data":{"session_id":"s","subtype":"é"}},{"event":"second","data":[1,2]},{"event":"third","data":"text"}]
                """,
                Encoding.UTF8,
                "application/json");
            (await http.PostAsync(new Uri($"{server.Url}/api/events"), body, Cancellation)).EnsureSuccessStatusCode();
        }

        return await ReadAsync(Source);
    }

    private static async Task<List<StoredEvent>> ReadAsync(string folder)
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder });
        List<StoredEvent> events = [];
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { OldestFirst = true }, Cancellation))
        {
            events.Add(stored);
        }

        return events;
    }
}
