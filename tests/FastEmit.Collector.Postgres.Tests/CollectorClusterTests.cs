using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FastEmit.Collector.Sqlite.Tests;
using Npgsql;

namespace FastEmit.Collector.Postgres.Tests;

/// <summary>
/// Three collectors on one PostgreSQL, behind nginx without sticky sessions: a collector and then the database are killed (SIGKILL) under load and
/// started again. Every event is stored once, in order, and every collector shows the same. Two emitters of four lanes; five of twenty, and three rounds,
/// with the environment variable FASTEMIT_CLUSTER=full.
/// </summary>
public sealed class CollectorClusterTests(ITestOutputHelper output)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("FASTEMIT_CLUSTER") == "full";
    private static readonly int Emitters = IsFull ? 5 : 2;
    private static readonly int Lanes = IsFull ? 20 : 4;
    private static readonly int Rounds = IsFull ? 3 : 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_CollectorThenDatabaseUnderLoad_EveryEventIsStoredOnceAndEachCollectorShowsTheSame()
    {
        Assert.SkipUnless(NginxProcess.IsInstalled, "nginx is not installed (.ci/install does it on Debian)");
        PostgresServer database = new();
        await database.InitializeAsync();
        try
        {
            database.Require();
            await RunAsync(database);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private async Task RunAsync(PostgresServer database)
    {
        int[] ports = [.. Enumerable.Range(0, 4).Select(static _ => ReservePort())];
        CollectorProcess[] collectors = await Task.WhenAll(ports[1..].Select(port => CollectorProcess.StartAsync(port, ["--store", database.Url])));
        using NginxProcess nginx = await NginxProcess.StartAsync(ports[0], ports[1..]);
        HookEmitter[] emitters = [.. Enumerable.Range(0, Emitters).Select(_ => CreateEmitter(ports[0]))];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<int>[] emitting = [.. emitters.Select((emitter, index) => Task.Run(() => EmitAsync(emitter, index, stop.Token), Cancellation))];
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                await ProgressAsync(emitters, 3000);
                int victim = round % 3;
                await collectors[victim].KillAsync();
                collectors[victim].Dispose();
                long killedAt = Stopwatch.GetTimestamp();
                await ProgressAsync(emitters, 1000);
                output.WriteLine($"a collector killed: each emitter had 1,000 more events confirmed after {Stopwatch.GetElapsedTime(killedAt).TotalMilliseconds:F0} ms");
                collectors[victim] = await CollectorProcess.StartAsync(ports[victim + 1], ["--store", database.Url]);

                database.Kill();
                await Expect.AsyncTrueAsync(async () => await HealthAsync(ports[1]) == HttpStatusCode.ServiceUnavailable);
                long startedAt = Stopwatch.GetTimestamp();
                await database.StartAsync();
                await ProgressAsync(emitters, 1000);
                output.WriteLine($"the database started again: each emitter had 1,000 more events confirmed after {Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds:F0} ms");
            }

            await stop.CancelAsync();
            int[] emitted = await Task.WhenAll(emitting);
            foreach (HookEmitter emitter in emitters)
            {
                FlushReport report = await emitter.FlushAsync(TimeSpan.FromMinutes(2), Cancellation);
                Assert.True(report.Completed, report.ToString());
            }

            await AssertStoredOnceAsync(database, emitted);
            await AssertShownAlikeAsync(ports[1..], emitted.Sum());
            output.WriteLine($"{emitted.Sum()} events, resent {emitters.Sum(static emitter => emitter.GetStats().Resent)}");
        }
        finally
        {
            await stop.CancelAsync();
            foreach (CollectorProcess collector in collectors)
            {
                collector.Dispose();
            }

            foreach (HookEmitter emitter in emitters)
            {
                await emitter.DisposeAsync();
            }
        }
    }

    private static async Task AssertStoredOnceAsync(PostgresServer database, int[] emitted)
    {
        Dictionary<string, int> next = [];
        await using NpgsqlConnection connection = await database.OpenAsync();
        await using NpgsqlCommand read = new("SELECT id, session, (data::json->>'number')::int FROM fastemit.log ORDER BY id", connection);
        await using NpgsqlDataReader rows = await read.ExecuteReaderAsync(Cancellation);
        long id = 0;
        while (await rows.ReadAsync(Cancellation))
        {
            string session = rows.GetString(1);
            int expected = next.GetValueOrDefault(session);
            Assert.True(rows.GetInt32(2) == expected, $"event {rows.GetInt64(0)} of {session} is number {rows.GetInt32(2)} and not {expected}");
            Assert.Equal(++id, rows.GetInt64(0));
            next[session] = expected + 1;
        }

        for (int emitter = 0; emitter < emitted.Length; emitter++)
        {
            Assert.Equal(emitted[emitter], next.Where(entry => entry.Key.StartsWith($"emitter {emitter},", StringComparison.Ordinal)).Sum(static entry => entry.Value));
        }
    }

    /// <summary>The same counts, the same sessions, the same last events.</summary>
    private static async Task AssertShownAlikeAsync(int[] ports, long events)
    {
        using HttpClient http = new();
        string? first = null;
        foreach (int port in ports)
        {
            string url = $"http://127.0.0.1:{port}/api";
            await Expect.AsyncTrueAsync(async () =>
            {
                using JsonDocument stats = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{url}/stats"), Cancellation));
                using JsonDocument sessions = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{url}/sessions?limit=500"), Cancellation));
                return stats.RootElement.GetProperty("store").GetProperty("events").GetInt64() == events
                    && sessions.RootElement.GetProperty("sessions").EnumerateArray().Sum(static session => session.GetProperty("events").GetInt64()) == events;
            });
            string shown = await http.GetStringAsync(new Uri($"{url}/sessions?limit=500"), Cancellation) + await http.GetStringAsync(new Uri($"{url}/events?limit=50"), Cancellation);
            Assert.Equal(first ??= shown, shown);
        }
    }

    private static HookEmitter CreateEmitter(int port) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = $"http://127.0.0.1:{port}",
        MaxConnections = Lanes,
        Batch = { Window = TimeSpan.FromMilliseconds(5) },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(500) },
        Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(200) },
        ShutdownTimeout = TimeSpan.Zero,
    });

    /// <summary>Emits numbers to one session after the other, a few thousand a second; returns how many.</summary>
    private static async Task<int> EmitAsync(HookEmitter emitter, int index, CancellationToken stop)
    {
        int sessions = Lanes * 3;
        string[] names = [.. Enumerable.Range(0, sessions).Select(session => string.Create(CultureInfo.InvariantCulture, $"emitter {index}, session {session}"))];
        int emitted = 0;
        while (!stop.IsCancellationRequested)
        {
            bool isQueued = KeyedEvent.Emit(emitter, names[emitted % sessions], emitted / sessions) == EmitResult.Queued;
            emitted += isQueued ? 1 : 0;
            if (!isQueued || emitted % 20 == 0)
            {
                await Task.Delay(1, CancellationToken.None);
            }
        }

        return emitted;
    }

    /// <summary>Waits until each emitter has had so many more events confirmed.</summary>
    private static async Task ProgressAsync(HookEmitter[] emitters, int events)
    {
        long[] before = [.. emitters.Select(static emitter => emitter.GetStats().Confirmed)];
        await Expect.TrueAsync(() => emitters.Index().All(entry => entry.Item.GetStats().Confirmed >= before[entry.Index] + events));
    }

    private static async Task<HttpStatusCode> HealthAsync(int port)
    {
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"), Cancellation);
        return answer.StatusCode;
    }

    private static int ReservePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
