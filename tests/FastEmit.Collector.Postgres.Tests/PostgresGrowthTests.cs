using System.Diagnostics;
using System.Globalization;
using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Postgres.Tests;

/// <summary>
/// Whether storing and asking become slower with what is stored: at a hundredth, a tenth and all of so many million numbered events of 200 bytes as the environment
/// variable FASTEMIT_POSTGRES_GROWTH says. Its figures stand in docs/scale.md.
/// </summary>
public sealed class PostgresGrowthTests(PostgresServer server, ITestOutputHelper output)
{
    private const int BatchSize = 5_000;
    private const int Sessions = 1_000;
    private const int Questions = 20;
    private const ulong Lane = 0x3f0c1f3e8a1b4b2c;

    private static readonly double Millions =
        double.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_POSTGRES_GROWTH"), CultureInfo.InvariantCulture, out double millions) ? millions : 0.1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_TenAndAHundredTimesAsManyEvents_AnswersTheSameQuestions()
    {
        server.Require();
        await using PostgresEventStore store = await PostgresEventStore.OpenAsync(server.NewOptions(), Cancellation);
        int stored = 0;
        foreach (double part in (double[])[0.01, 0.1, 1])
        {
            int target = (int)(Millions * 1_000_000 * part);
            int before = stored;
            long startedAt = Stopwatch.GetTimestamp();
            while (stored < target)
            {
                int count = Math.Min(BatchSize, target - stored);
                Append(store, stored, count);
                stored += count;
                await store.WhenRoomAsync(Cancellation);
            }

            await store.WhenStoredAsync(Cancellation);
            double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            string session = NameOf(stored / 2);
            double newest = await AskAsync(store, new EventQuery { Limit = 100 }, 100);
            double ofSession = await AskAsync(store, new EventQuery { Session = session, Limit = 100 }, Math.Min(100, target / Sessions));
            double ofTime = await AskAsync(store, new EventQuery { From = StoreRecords.At(stored / 2 * 0.001), OldestFirst = true, Limit = 100 }, 100);
            double ofText = await AskAsync(store, new EventQuery { Text = $"number {stored - 50} ", Session = NameOf(stored - 50), Limit = 1 }, 1);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{stored:N0} events: {(stored - before) / seconds:N0} events/s; the newest 100 {newest:F1} ms, of a session {ofSession:F1} ms, from a time on {ofTime:F1} ms, a text in a session {ofText:F1} ms"));
        }

        Assert.Equal(stored, store.GetStats().Stored);
        Append(store, 0, BatchSize); // What was stored first is still known.
        await store.WhenStoredAsync(Cancellation);
        Assert.Equal(stored, store.GetStats().Stored);
    }

    /// <summary>The time of an answer in milliseconds: the median of some.</summary>
    private static async Task<double> AskAsync(PostgresEventStore store, EventQuery query, int expected)
    {
        List<double> times = [];
        for (int i = 0; i < Questions; i++)
        {
            long startedAt = Stopwatch.GetTimestamp();
            Assert.Equal(expected, (await store.ReadAsync(query)).Count);
            times.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
        }

        return times.Order().ElementAt(Questions / 2);
    }

    private static void Append(PostgresEventStore store, int first, int count)
    {
        using MemoryStream records = new();
        for (int n = first; n < first + count; n++)
        {
            byte[] data = Encoding.UTF8.GetBytes($$"""{"session_id":"{{NameOf(n)}}","text":"number {{n}} of many","padding":"{{new string('x', 120)}}"}""");
            byte[] record = new byte[RecordFormat.LengthOf("/hook"u8, "\"kind\""u8, data, default)];
            RecordFormat.Write(record, StoreRecords.Start + (n * 1_000L), "/hook"u8, "\"kind\""u8, data, default, new Sequence(Lane, n + 1));
            records.Write(record);
        }

        store.Append(new EventRecords(records.GetBuffer().AsSpan(0, (int)records.Length), count));
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"session {number % Sessions}");
}
