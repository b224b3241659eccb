using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.FaultProxy;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite.Tests;

public sealed class SqliteEventStoreTests : EventStoreContract
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override ValueTask<EventStore> CreateAsync() =>
        ValueTask.FromResult<EventStore>(SqliteEventStore.Open(new SqliteStoreOptions { Directory = Path.Combine(_folder.Path, "contract") }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_AfterDispose_GoesOnWhereItWas()
    {
        await using (SqliteEventStore store = Open())
        {
            store.AppendNumbered(1, 1500);
        }

        await using SqliteEventStore again = Open();
        again.AppendNumbered(1501, 10);

        Assert.Equal(Enumerable.Range(1, 1510).Select(n => (long)n), await again.ReadIdsAsync(new EventQuery { Limit = 2000, OldestFirst = true }));
        Assert.Equal(504, (await again.ReadIdsAsync(new EventQuery { Session = "session 1", Limit = 2000 })).Length);
        Assert.Equal((1510, 10), (again.GetStats().Events, again.GetStats().Stored));
    }

    [Fact]
    public async Task Open_TwiceAtATime_IsRefused()
    {
        await using SqliteEventStore store = Open();

        IOException exception = Assert.Throws<IOException>(() => Open());

        Assert.Contains(_folder.Path, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxBytes")]
    [InlineData("MaxAge")]
    [InlineData("QueueBytes")]
    [InlineData("Directory")]
    public void Open_OptionOutOfRange_NamesIt(string option)
    {
        SqliteStoreOptions options = new()
        {
            Directory = option == "Directory" ? " " : _folder.Path,
            MaxBytes = option == "MaxBytes" ? 1 : 1 << 30,
            MaxAge = option == "MaxAge" ? TimeSpan.FromSeconds(1) : null,
            QueueBytes = option == "QueueBytes" ? 1 : 1 << 20,
        };

        ArgumentException exception = Assert.Throws<ArgumentException>(() => SqliteEventStore.Open(options));

        Assert.Contains($"SqliteStoreOptions.{option} ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LastFileIsNoDatabase_IsSetAsideAndTheOthersStay()
    {
        await using (SqliteEventStore store = Open(16 << 20))
        {
            await FillAsync(store, files: 2);
        }

        await File.WriteAllTextAsync(_folder.Files[^1], new string('x', 10_000), Cancellation);
        string damaged = _folder.Files[^1];

        await using SqliteEventStore again = Open(16 << 20);
        again.Append("new", "{}");
        StoredEvent newest = Assert.Single(await again.ReadAsync(new EventQuery { Limit = 1 }));

        Assert.Equal("new", newest.Name);
        Assert.True(File.Exists($"{damaged}.bad"));
        await again.AssertIdsAsync(new EventQuery { Limit = 3, OldestFirst = true }, 1, 2, 3);
    }

    [Theory]
    [InlineData(0)]  // an older file
    [InlineData(-1)] // the one that is written
    public async Task Query_PagesOverwritten_ReadsAllTheRestAndSaysWhichFile(int which)
    {
        long appended;
        await using (SqliteEventStore store = Open(16 << 20))
        {
            appended = await FillAsync(store, files: 2);
        }

        string damaged = which == 0 ? _folder.Files[0] : _folder.Files[^1];
        await DamageAsync(damaged, isOlder: which == 0);

        await using SqliteEventStore again = Open(16 << 20);
        again.Append("new", "{}");
        long[] forward = await again.ReadIdsAsync(new EventQuery { Limit = int.MaxValue, OldestFirst = true });
        long[] backward = await again.ReadIdsAsync(new EventQuery { Limit = int.MaxValue });

        Assert.InRange(forward.Length, appended - 300, appended + 1);
        Assert.Equal(forward.Order(), forward);
        Assert.Equal(forward[^1], backward[0]);
        Assert.InRange(backward.Length, appended - 300, appended + 1);
        Assert.Contains(Path.GetFileName(damaged), Assert.Single(again.GetStats().DamagedFiles), StringComparison.Ordinal);
        Assert.True(File.Exists($"{damaged}.bad"));
        again.Append("newest", "{}");
        Assert.Equal("newest", (await again.ReadAsync(new EventQuery { Limit = 1 })).Single().Name);
    }

    [Fact]
    public async Task Open_FileOfALaterVersion_IsRefusedByNameAndLeftAsItIs()
    {
        await using (SqliteEventStore store = Open())
        {
            store.Append("a", "{}");
        }

        string path = Assert.Single(_folder.Files);
        using (SqliteConnection other = new($"Data Source={path};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            PreparedStatement.Execute(other, $"PRAGMA application_id = {VolumeSchema.ApplicationId + 1}");
            PreparedStatement.Execute(other, "PRAGMA wal_checkpoint(TRUNCATE)");
        }

        IOException exception = Assert.Throws<IOException>(() => Open());

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Equal([path], _folder.Files);
        Assert.Throws<IOException>(() => Open());
    }

    [Fact]
    public async Task Append_FolderDeleted_IsNoticedAtOnceAndStoredAnew()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open cannot be deleted there");
        await using SqliteEventStore store = Open();
        store.AppendNumbered(1, 10);
        await store.SettleAsync();

        Directory.Delete(_folder.Path, recursive: true);
        store.AppendNumbered(11, 10);
        await store.SettleAsync();

        Assert.Equal(Enumerable.Range(11, 10).Select(n => (long)n), await store.ReadIdsAsync(new EventQuery { OldestFirst = true }));
        Assert.NotEmpty(_folder.Files);
        Assert.Contains("deleted", store.GetStats().LastError, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => Open());
    }

    [Fact]
    public async Task Export_PagesOverwritten_EndsWithALineThatNamesTheFile()
    {
        await using (SqliteEventStore store = Open(16 << 20))
        {
            await FillAsync(store, files: 2);
        }

        string damaged = _folder.Files[0];
        await DamageAsync(damaged, isOlder: true);
        await using SqliteEventStore again = Open(16 << 20);
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = again }, Cancellation);
        using HttpClient http = new();

        string[] lines = (await http.GetStringAsync(new Uri($"{server.Url}/api/export"), Cancellation)).TrimEnd().Split('\n');

        Assert.All(lines[..^1], static line => Assert.StartsWith("{\"id\":", line, StringComparison.Ordinal));
        Assert.StartsWith("{\"error\":\"Damaged files, of which events may be missing here: ", lines[^1], StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(damaged), lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_FilesAreWhole_SaysNothingOfDamage()
    {
        await using SqliteEventStore store = Open();
        store.AppendNumbered(1, 10);
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store }, Cancellation);
        using HttpClient http = new();
        await store.SettleAsync();

        string text = await http.GetStringAsync(new Uri($"{server.Url}/api/export"), Cancellation);

        Assert.Equal(10, text.TrimEnd().Split('\n').Length);
        Assert.DoesNotContain("\"error\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtlpLogs_StoreReopened_AreOfTheSessionOfTheirTrace()
    {
        const string trace = "5b8efff798038103d269b633813fc60c";
        await using (SqliteEventStore before = Open())
        {
            before.Append("claude_event", $$"""{"subtype":"pre_tool","session_id":"s1","traceparent":"00-{{trace}}-eee19b7ec3c1b174-01"}""");
            await before.SettleAsync();
        }

        await using SqliteEventStore store = Open();
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store }, Cancellation);
        using HttpClient http = new();
        using StringContent body = new(
            $$$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"{{{trace}}}"}]}]}]}""", System.Text.Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri($"{server.Url}/v1/logs"), body, Cancellation)).EnsureSuccessStatusCode();

        Assert.Equal(["s1", "s1"], (await store.ReadAsync(new EventQuery())).Select(static stored => stored.Session));
    }

    [Fact]
    public async Task ReadSequences_FilesRotatedAndStoreReopened_KnowsEveryNumberedEvent()
    {
        for (int run = 0; run < 3; run++)
        {
            await using SqliteEventStore store = Open(16 << 20);
            for (int n = 1; n <= 6000; n++)
            {
                int number = (run * 3000) + ((n + 1) / 2);
                store.Append("a", $$"""{"padding":"{{new string('x', 200)}}","event_id":"00000000000000{{n % 2}}f-{{number}}"}""");
            }

            store.Append("a", """{"event_id":"4624"}""");
            await store.SettleAsync();
        }

        Assert.InRange(_folder.Files.Length, 3, 20);
        await using SqliteEventStore reopened = Open();
        SequenceTable table = new();
        foreach (SequenceRange range in reopened.ReadSequences(10))
        {
            table.Add(range);
        }

        for (int number = 1; number <= 9_002; number++)
        {
            Assert.Equal(number <= 9_000, table.Contains(new Sequence(0x0f, number)));
            Assert.Equal(number <= 9_000, table.Contains(new Sequence(0x1f, number)));
        }

        Assert.Single(reopened.ReadSequences(1).Select(static range => range.Lane).Distinct());
    }

    [Fact]
    public async Task Sessions_AfterARestart_HaveTheirExactCounts()
    {
        for (int run = 1; run <= 2; run++)
        {
            await using SqliteEventStore store = Open();
            EventCollector collector = new(new CollectorOptions { Store = store });
            Assert.Equal(run == 1 ? [] : [new SessionSummary("s1", Ms(0), Ms(1000), 1002, 1000, 1, "stop"), new SessionSummary("é", Ms(0.5), Ms(0.5), 1, 0, 0, "a")], collector.ActiveSessions.Recent(10));
            store.Append("pre_tool", """{"session_id":"s1"}""", StoreRecords.Start);
            store.Append("a", """{"session_id":"\u00e9"}""", StoreRecords.Start + 500_000);
            for (int i = 1; i < 1000; i++)
            {
                bool isFailed = run == 1 && i == 500;
                store.Append(isFailed ? "post_tool" : "x", isFailed ? """{"session_id":"s1","success":false}""" : """{"data":{"session_id":"s1","subtype":"pre_tool"}}""", StoreRecords.Start + (i * 1_000_000L));
            }

            store.Append("pre_tool", """{"session_id":"s1"}""", StoreRecords.Start + 999_500_000);
            store.Append("stop", """{"session_id":"s1"}""", StoreRecords.Start + 1_000_000_000);
            await store.SettleAsync();
        }

        static double Ms(double seconds) => (StoreRecords.Start / 1000.0) + (seconds * 1000);
    }

    [Fact]
    public async Task Retention_BySize_DeletesWholeFilesAndStaysBelowTheBound()
    {
        const long maxBytes = 16 << 20;
        await using SqliteEventStore store = Open(maxBytes);

        long appended = await FillAsync(store, files: 20);

        EventStoreStats stats = store.GetStats();
        Assert.InRange(stats.Bytes, maxBytes / 2, maxBytes + (4 << 20)); // the file that is being written, and its log
        Assert.True(stats.Events < appended);
        long[] ids = await store.ReadIdsAsync(new EventQuery { Limit = int.MaxValue, OldestFirst = true });
        Assert.Equal(stats.Events, ids.Length);
        Assert.Equal((appended + 1 - ids.Length, appended), (ids[0], ids[^1]));
    }

    [Fact]
    public async Task Retention_ByAge_DeletesFilesOfWhichEveryEventIsTooOldAndHidesTheRest()
    {
        ManualTimeProvider clock = new(StoreRecords.At(0));
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions
        {
            Directory = _folder.Path,
            MaxAge = TimeSpan.FromHours(8),
            TimeProvider = clock,
        });

        for (int hour = 0; hour < 24; hour++)
        {
            store.Append("hourly", $"{hour}", StoreRecords.Start + (hour * 3_600_000_000L));
            await store.SettleAsync();
            clock.Advance(TimeSpan.FromHours(1));
            store.Append("tick", $"{hour}", StoreRecords.Start + (hour * 3_600_000_000L) + 3_599_000_000L); // lets it look at the clock
            await store.SettleAsync();
        }

        List<StoredEvent> events = await store.ReadAsync(new EventQuery { Type = "hourly", Limit = 1000 });
        Assert.Equal(Enumerable.Range(16, 8).Reverse().Select(hour => $"{hour}"), events.Select(stored => Encoding.UTF8.GetString(stored.Data.Span)));
        Assert.InRange(store.GetStats().Events, 16, 24);
    }

    [Fact]
    public async Task Append_ClockSetBack_KeepsWhatTheClockSaidAndTheOrderOfIds()
    {
        await using (SqliteEventStore store = Open())
        {
            store.Append("a", "{}", StoreRecords.Start + 5_000_000);
            store.Append("b", "{}", StoreRecords.Start);
            store.Append("c", "{}", StoreRecords.Start + 9_000_000);
            await store.AssertIdsAsync(new EventQuery { From = StoreRecords.At(5), To = StoreRecords.At(9) }, 1);
        }

        await using SqliteEventStore again = Open();
        again.Append("d", "{}", StoreRecords.Start + 1_000_000);

        await again.AssertIdsAsync(new EventQuery { To = StoreRecords.At(5) }, 4, 2);
        await again.AssertIdsAsync(new EventQuery { From = StoreRecords.At(5), OldestFirst = true }, 1, 3);
        Assert.Equal(StoreRecords.At(0), (await again.ReadAsync(new EventQuery { AfterId = 1, BeforeId = 3 })).Single().Time);
    }

    [Fact]
    public async Task Retention_ByAgeWithoutTraffic_DeletesAllTheSame()
    {
        ManualTimeProvider clock = new(StoreRecords.At(0));
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions
        {
            Directory = _folder.Path,
            MaxAge = TimeSpan.FromMinutes(2),
            TimeProvider = clock,
        });
        store.Append("secret", "{}", StoreRecords.Start);
        await store.SettleAsync();
        string first = Assert.Single(_folder.Files);

        await Expect.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return !File.Exists(first);
        });

        Assert.Equal(0, store.GetStats().Events);
        store.Append("next", "{}", EventTime.ToMicroseconds(clock.GetUtcNow()));
        await store.AssertIdsAsync(new EventQuery(), 2);
    }

    [Fact]
    public async Task Open_NewFolder_IsForItsOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes of files are Unix's");
        string folder = Path.Combine(_folder.Path, "deep", "store");
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder });
        store.Append("a", "{}");
        await store.SettleAsync();

        string[] files = Directory.GetFiles(folder);
        Assert.Contains(files, static file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(folder).UnixFileMode);
        Assert.All(files, static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode));
    }

    [Fact]
    public async Task Append_DiskRefuses_WaitsAndLosesNothing()
    {
        await using SqliteEventStore store = Open();
        store.AppendNumbered(1, 10);
        await store.SettleAsync();
        using (SqliteConnection other = new($"Data Source={_folder.Files[0]};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            PreparedStatement.Execute(other, "BEGIN EXCLUSIVE"); // longer than the store waits for a lock
            store.AppendNumbered(11, 10);
            ValueTask stored = store.WhenStoredAsync(Cancellation);
            await Expect.TrueAsync(() => store.GetStats().Errors > 0);
            Assert.False(stored.IsCompleted);
            Assert.Contains("locked", store.GetStats().LastError, StringComparison.Ordinal);
            Assert.True(store.IsFailing);
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), await store.ReadIdsAsync(new EventQuery { OldestFirst = true }));
        Assert.False(store.IsFailing);
    }

    [Fact]
    public async Task DisposeAsync_DiskGoesOnRefusing_EndsAndTellsWhoWaits()
    {
        SqliteEventStore store = Open();
        store.AppendNumbered(1, 10);
        await store.SettleAsync();
        using SqliteConnection other = new($"Data Source={_folder.Files[0]};Pooling=False");
        await other.OpenAsync(Cancellation);
        PreparedStatement.Execute(other, "BEGIN EXCLUSIVE");
        store.AppendNumbered(11, 10);
        Task stored = store.WhenStoredAsync(Cancellation).AsTask();

        await store.DisposeAsync();

        IOException exception = await Assert.ThrowsAsync<IOException>(() => stored);
        Assert.Contains("locked", exception.Message, StringComparison.Ordinal);
        PreparedStatement.Execute(other, "ROLLBACK");
        await using SqliteEventStore next = Open();
        Assert.Equal(10, next.GetStats().Events);
    }

    [Fact]
    public async Task WhenRoomAsync_QueueFull_WaitsForTheDisk()
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = _folder.Path, QueueBytes = 64 << 10 });
        store.AppendNumbered(1, 10);
        await store.SettleAsync();
        using SqliteConnection other = new($"Data Source={_folder.Files[0]};Pooling=False");
        await other.OpenAsync(Cancellation);
        PreparedStatement.Execute(other, "BEGIN EXCLUSIVE");

        int n = 11;
        await Expect.TrueAsync(() =>
        {
            store.AppendNumbered(n, 500); // once the writer has its share, the rest stays in the queue
            n += 500;
            return store.IsCongested;
        });
        Task room = store.WhenRoomAsync(Cancellation).AsTask();
        Assert.False(room.IsCompleted);
        PreparedStatement.Execute(other, "ROLLBACK");

        await room;
        await store.SettleAsync();
        Assert.Equal(n - 1, store.GetStats().Events);
    }

    [Fact]
    public async Task View_OpenedWithOtherTools_IsReadable()
    {
        await using (SqliteEventStore store = Open())
        {
            store.Append("pre_tool", """{"session_id":"s"}""", StoreRecords.Start + 123_000, "/hook");
        }

        using SqliteConnection connection = new($"Data Source={_folder.Files[0]};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Cancellation);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id || ' ' || received || ' ' || namespace || ' ' || name || ' ' || type || ' ' || session || ' ' || json_extract(data, '$.session_id') FROM log";

        Assert.Equal("1 2026-01-01T00:00:00.123Z /hook pre_tool pre_tool s s", await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task VisitLast_SeveralFiles_ShowsTheLastOnesInOrder()
    {
        await using (SqliteEventStore store = Open(16 << 20))
        {
            await FillAsync(store, files: 2);
        }

        await using SqliteEventStore again = Open(16 << 20);
        List<int> lengths = [];
        long last = again.GetStats().Events;
        again.VisitLast(3000, data => lengths.Add(data.Length));

        Assert.Equal(Math.Min(3000, last), lengths.Count);
    }

    /// <summary>Overwrites 32 KiB of a file, in the middle or where the events of a new one are.</summary>
    private static async Task DamageAsync(string path, bool isOlder)
    {
        await using FileStream file = File.OpenWrite(path);
        file.Seek(isOlder ? file.Length / 2 : Math.Min(64 << 10, file.Length / 2), SeekOrigin.Begin);
        await file.WriteAsync(new byte[32 << 10], Cancellation);
    }

    private SqliteEventStore Open(long maxBytes = 1 << 30) => SqliteEventStore.Open(new SqliteStoreOptions { Directory = _folder.Path, MaxBytes = maxBytes });

    /// <summary>Appends until so many files have been begun, and returns how many events that were.</summary>
    private async Task<long> FillAsync(SqliteEventStore store, int files)
    {
        HashSet<string> seen = [];
        string padding = new('x', 2000);
        long appended = 0;
        while (seen.Count < files)
        {
            for (int i = 0; i < 200; i++)
            {
                store.Append("filler", $"\"{padding}\"");
            }

            appended += 200;
            await store.SettleAsync();
            seen.UnionWith(_folder.Files);
        }

        return appended;
    }
}
