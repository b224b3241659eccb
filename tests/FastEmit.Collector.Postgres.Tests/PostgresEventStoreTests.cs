using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Collector.Sqlite.Tests;
using FastEmit.Collector.Storage;
using FastEmit.FaultProxy;
using Npgsql;

namespace FastEmit.Collector.Postgres.Tests;

public sealed class PostgresEventStoreTests(PostgresServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_SameEventsAtTwoCollectors_StoresEachOnceInOneOrder()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using PostgresEventStore first = await PostgresEventStore.OpenAsync(options, Cancellation);
        await using PostgresEventStore second = await PostgresEventStore.OpenAsync(options, Cancellation);
        string hook = new('a', 32);

        for (int number = 1; number <= 500; number++)
        {
            foreach (PostgresEventStore store in (PostgresEventStore[])[first, second])
            {
                store.Append("a", $$"""{"n":{{number}},"event_id":"3f0c1f3e8a1b4b2c-{{number}}"}""");
                store.Append("b", $$"""{"event_id":"{{hook}}{{number:x4}}"}""");
            }
        }

        first.Append("own", """{"event_id":"4624"}""");
        second.Append("own", """{"event_id":"4624"}""");
        await first.SettleAsync();
        await second.SettleAsync();

        List<StoredEvent> events = await first.ReadAsync(new EventQuery { Limit = 10_000, OldestFirst = true });
        Assert.Equal(Enumerable.Range(1, 1002).Select(static id => (long)id), events.Select(static stored => stored.Id));
        Assert.Equal(
            Enumerable.Range(1, 500).Select(static number => $$"""{"n":{{number}},"event_id":"3f0c1f3e8a1b4b2c-{{number}}"}"""),
            events.Where(static stored => stored.Name == "a").Select(static stored => Encoding.UTF8.GetString(stored.Data.Span)));
        Assert.Equal(500, events.Count(static stored => stored.Name == "b"));
        Assert.Equal(1002, first.GetStats().Stored + second.GetStats().Stored);
        await Expect.TrueAsync(() => first.GetStats().Events == 1002 && second.GetStats().Events == 1002);
        SequenceRange range = Assert.Single(second.ReadSequences(10));
        Assert.Equal(new SequenceRange(0x3f0c1f3e8a1b4b2c, 1, 500), range);
    }

    [Fact]
    public async Task Append_ConnectionsCutAgainAndAgain_StoresEventsWithoutAnIdOnceToo()
    {
        server.Require();
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(server.Port);
        PostgresStoreOptions options = new() { ConnectionString = server.Url.Replace($":{server.Port}/", $":{proxy.Port}/", StringComparison.Ordinal), Schema = PostgresServer.NewSchema() };
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(options, Cancellation);
        Random random = new(5);

        for (int n = 0; n < 30; n++)
        {
            store.AppendNumbered((n * 100) + 1, 100);
            if (n % 3 == 0)
            {
                ValueTask stored = store.WhenStoredAsync(Cancellation);
                await Task.Delay(random.Next(6), Cancellation); // At a moment of a transaction that nobody chooses.
                proxy.ResetAll();
                await stored;
            }
        }

        Assert.Equal(
            Enumerable.Range(1, 3000).Select(static n => $$"""{"n":{{n}},"session_id":"session {{n % 3}}"}"""),
            (await store.ReadAsync(new EventQuery { Limit = 10_000, OldestFirst = true })).Select(static stored => Encoding.UTF8.GetString(stored.Data.Span)));
        Assert.False(store.IsFailing && store.LastId != 3000);
    }

    [Fact]
    public async Task Store_AnswerToTheCommitLost_IsNotStoredAgain()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using (await PostgresEventStore.OpenAsync(options, Cancellation))
        {
        }

        using PostgresAccess access = new(options);
        PreparedBatch batch = new();
        batch.Prepare(StoreRecords.RecordOf("a", "{}"), 1, new EntryTable());

        for (int attempt = 0; attempt < 2; attempt++)
        {
            using BatchTransaction transaction = new(access.Open(), access.Channel, access.Node, TimeProvider.System);
            Assert.Equal(1, transaction.Store(batch).LastId);
        }
    }

    [Fact]
    public async Task WhenBeyond_SlowTransactionOfAnotherCollector_PassesOverNothing()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(options, Cancellation);
        store.Append("first", "{}");
        await store.SettleAsync();
        using PostgresAccess access = new(options);
        await using NpgsqlConnection slow = await access.OpenAsync(Cancellation);
        await using NpgsqlTransaction transaction = await slow.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(slow, "SELECT * FROM head FOR UPDATE"); // As a collector does first.
        await ExecuteAsync(slow, "INSERT INTO events SELECT part, 2, now(), kind, NULL, '{}' FROM kinds LIMIT 1");
        await ExecuteAsync(slow, "UPDATE head SET last_id = 2");

        store.Append("late", "{}");
        Task stored = store.WhenStoredAsync(Cancellation).AsTask();
        Task<long> beyond = store.WhenBeyondAsync(1, Cancellation).AsTask();
        await Expect.AsyncTrueAsync(async () => await server.AskAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
        Assert.False(stored.IsCompleted || beyond.IsCompleted);
        Assert.Equal((long[])[1], await QueryIdsAsync(store));
        await transaction.CommitAsync(Cancellation);
        await stored;

        Assert.True(await beyond >= 2);
        Assert.Equal((long[])[1, 2, 3], await QueryIdsAsync(store));
    }

    [Fact]
    public async Task Append_AnotherCollectorStoppedWithinATransaction_GoesOnWithoutIt()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions(lockPatience: TimeSpan.FromMilliseconds(300));
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(options, Cancellation);
        using PostgresAccess other = new(options);
        await using NpgsqlConnection stopped = await other.OpenAsync(Cancellation);
        await using NpgsqlTransaction transaction = await stopped.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(stopped, "SELECT * FROM head FOR UPDATE");

        store.Append("a", "{}");
        await store.SettleAsync();

        Assert.Equal((long[])[1], await QueryIdsAsync(store));
        Assert.False(store.IsFailing);
    }

    [Fact]
    public async Task Retention_ByAgeWithoutTraffic_DropsPartitionsAndHidesTheRest()
    {
        server.Require();
        ManualTimeProvider clock = new(StoreRecords.At(0));
        PostgresStoreOptions options = server.NewOptions(maxAge: TimeSpan.FromHours(8), time: clock);
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(options, Cancellation);
        for (int hour = 0; hour < 24; hour++)
        {
            store.Append("hourly", $$"""{"hour":{{hour}},"session_id":"{{hour}}","event_id":"00000000000000{{hour:x2}}-1"}""", StoreRecords.Start + (hour * 3_600_000_000L) + 1);
            await store.SettleAsync();
            clock.Advance(TimeSpan.FromHours(1));
            await store.Retention.TryRunOnceAsync(Cancellation);
        }

        Assert.Equal(Enumerable.Range(17, 8).Select(static id => (long)id), await QueryIdsAsync(store));
        Assert.InRange(await server.AskAsync<long>($"SELECT count(*) FROM {options.Schema}.events"), 8, 11);
        Assert.InRange(store.ReadSequences(100).Count, 8, 11);
        Assert.InRange(store.ReadSessions(100).Count, 8, 11);
        clock.Advance(TimeSpan.FromHours(12));
        await store.Retention.TryRunOnceAsync(Cancellation); // begins a partition
        await store.Retention.TryRunOnceAsync(Cancellation); // drops those before it
        Assert.Equal(0, await server.AskAsync<long>($"SELECT count(*) FROM {options.Schema}.events"));
        store.Append("next", "{}", EventTime.ToMicroseconds(clock.GetUtcNow()));
        await store.AssertIdsAsync(new EventQuery(), 25);
    }

    [Fact]
    public async Task Retention_BySize_DropsTheOldestPartitions()
    {
        server.Require();
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(server.NewOptions(maxBytes: 16 << 20), Cancellation);
        byte[] noise = new byte[900];
        for (int round = 0; round < 40; round++)
        {
            for (int i = 0; i < 700; i++)
            {
                Random.Shared.NextBytes(noise);
                store.Append("filler", $"\"{Convert.ToBase64String(noise)}\"");
            }

            await store.SettleAsync();
            await store.Retention.TryRunOnceAsync(Cancellation);
        }

        await store.Retention.TryRunOnceAsync(Cancellation);
        Assert.InRange(store.Retention.Bytes, 8 << 20, 18 << 20);
        long[] ids = await QueryIdsAsync(store);
        Assert.Equal(28_000, ids[^1]);
        Assert.Equal(Enumerable.Range(0, ids.Length).Select(i => ids[0] + i), ids);
        await Expect.TrueAsync(() => store.GetStats().Events == ids.Length);
    }

    [Fact]
    public async Task Retention_AnotherCollectorIsAtIt_LeavesItToThatOne()
    {
        server.Require();
        ManualTimeProvider clock = new(StoreRecords.At(0));
        PostgresStoreOptions options = server.NewOptions(maxAge: TimeSpan.FromHours(8), time: clock);
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(options, Cancellation);
        store.Append("a", "{}");
        await store.SettleAsync();
        using PostgresAccess other = new(options);
        await using NpgsqlConnection busy = await other.OpenAsync(Cancellation);
        await ExecuteAsync(busy, "SELECT pg_advisory_lock(hashtextextended('fastemit retention ' || current_schema(), 0))");
        clock.Advance(TimeSpan.FromHours(20));

        await store.Retention.TryRunOnceAsync(Cancellation);
        Assert.Equal(1, await server.AskAsync<long>($"SELECT count(*) FROM {options.Schema}.parts"));
        await ExecuteAsync(busy, "SELECT pg_advisory_unlock_all()");
        await store.Retention.TryRunOnceAsync(Cancellation);
        Assert.Equal(2, await server.AskAsync<long>($"SELECT count(*) FROM {options.Schema}.parts"));
    }

    [Fact]
    public async Task ReadSessions_EventsOfTwoCollectors_CountsThemExactly()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using PostgresEventStore first = await PostgresEventStore.OpenAsync(options, Cancellation);
        await using PostgresEventStore second = await PostgresEventStore.OpenAsync(options, Cancellation);
        first.Append("pre_tool", """{"session_id":"s1"}""", StoreRecords.Start);
        first.Append("a", """{"session_id":"\u00e9"}""", StoreRecords.Start + 500_000);
        await first.SettleAsync();
        second.Append("post_tool", """{"session_id":"s1","success":false}""", StoreRecords.Start + 2_000_000);
        second.Append("stop", """{"data":{"session_id":"s1"}}""", StoreRecords.Start + 1_000_000);
        await second.SettleAsync();

        Assert.Equal(
            [new SessionSummary("s1", Ms(0), Ms(2), 3, 1, 1, "stop"), new SessionSummary("é", Ms(0.5), Ms(0.5), 1, 0, 0, "a")], first.ReadSessions(10));
        Assert.Equal("s1", Assert.Single(second.ReadSessions(1)).Session);

        static double Ms(double seconds) => (StoreRecords.Start / 1000.0) + (seconds * 1000);
    }

    [Fact]
    public async Task Collectors_OnOneStore_ShowWhatTheOtherReceived()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using PostgresEventStore first = await PostgresEventStore.OpenAsync(options, Cancellation);
        await using PostgresEventStore second = await PostgresEventStore.OpenAsync(options, Cancellation);
        await using CollectorServer receiving = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = first }, Cancellation);
        await using CollectorServer watching = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = second }, Cancellation);
        using HttpClient http = new();
        await using Stream live = await http.GetStreamAsync(new Uri($"{watching.Url}/api/live"), Cancellation);
        using StreamReader lines = new(live);
        using StringContent body = new("""{"namespace":"/hook","event":"pre_tool","data":{"session_id":"s1"}}""", Encoding.UTF8, "application/json");

        (await http.PostAsync(new Uri($"{receiving.Url}/api/events"), body, Cancellation)).EnsureSuccessStatusCode();

        while (await lines.ReadLineAsync(Cancellation) is { } line && !line.Contains("\"preview\"", StringComparison.Ordinal))
        {
        }

        foreach (CollectorServer collector in (CollectorServer[])[receiving, watching])
        {
            await Expect.AsyncTrueAsync(async () =>
                (await http.GetStringAsync(new Uri($"{collector.Url}/api/sessions"), Cancellation)).Contains("\"s1\"", StringComparison.Ordinal));
            Assert.Contains("\"pre_tool\"", await http.GetStringAsync(new Uri($"{collector.Url}/api/events/1"), Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Log_OpenedWithOtherTools_IsReadable()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(options, Cancellation);
        store.Append("pre_tool", """{"session_id":"s"}""", StoreRecords.Start + 123_000, "/hook");
        await store.SettleAsync();

        Assert.Equal(
            "1 2026-01-01 00:00:00.123+00 /hook pre_tool pre_tool s s",
            await server.AskAsync<string>(
                $"SET timezone = 'UTC'; SELECT concat_ws(' ', id, received, namespace, name, type, session, data::json->>'session_id') FROM {options.Schema}.log"));
    }

    private static async Task<long[]> QueryIdsAsync(PostgresEventStore store)
    {
        List<long> ids = [];
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Limit = int.MaxValue, OldestFirst = true }, Cancellation))
        {
            ids.Add(stored.Id);
        }

        return [.. ids];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
