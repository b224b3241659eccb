using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>
/// Hostile clients beside normal emitters: the collector's memory is bounded, and every event that is confirmed is stored, once. Some seconds; as many minutes as the
/// environment variable FASTEMIT_HOSTILE says.
/// </summary>
public sealed class HostileTrafficTests(ITestOutputHelper output)
{
    private const string Token = "the-token-of-this-test";
    private const int Emitters = 3;
    private const int Series = 100_000_000;
    private const long MaxPrivateBytes = 400L << 20;
    private const long MaxManagedBytes = 200L << 20;

    private static readonly TimeSpan Duration =
        double.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_HOSTILE"), CultureInfo.InvariantCulture, out double minutes) ? TimeSpan.FromMinutes(minutes) : TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collector_HostileClientsBesideEmitters_KeepsItsMemoryBoundedAndLosesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is read from /proc");
        using StoreFolder folder = new();
        int port = ReservePort();
        using CollectorProcess collector = await CollectorProcess.StartAsync(port, ["--data", folder.Path, "--token", Token]);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        HostileClients clients = new(port, Token);
        Task hostile = clients.RunAsync(stop.Token);
        HookEmitter[] emitters = [.. Enumerable.Range(0, Emitters).Select(_ => CreateEmitter(port))];
        Task<int>[] emitting = [.. emitters.Select((emitter, index) => Task.Run(() => EmitAsync(emitter, index, stop.Token), Cancellation))];
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        // The first quarter warms up: code is compiled, pools fill.
        long startedAt = Stopwatch.GetTimestamp();
        List<(long Private, long Managed)> readings = [];
        while (Stopwatch.GetElapsedTime(startedAt) < Duration || readings.Count < 8)
        {
            await Task.Delay(Duration / 40, Cancellation);
            readings.Add((collector.ReadPrivateBytes(), ManagedBytes(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation))));
        }

        await stop.CancelAsync();
        await hostile;
        int[] emitted = await Task.WhenAll(emitting);
        foreach (HookEmitter emitter in emitters)
        {
            FlushReport report = await emitter.FlushAsync(TimeSpan.FromMinutes(2), Cancellation);
            Assert.True(report.Completed && report.Dropped.Total == 0, report.ToString());
            await emitter.DisposeAsync();
        }

        string metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health", UriKind.Relative), Cancellation)).StatusCode);
        await collector.KillAsync();
        List<int> stored = await ReadAsync(folder);
        (long Private, long Managed)[] warm = [.. readings.Skip(readings.Count / 4)];
        (long Private, long Managed)[] last = [.. readings.TakeLast(readings.Count / 4)];
        output.WriteLine(
            $"{clients.Attacks} attacks, {stored.Count} events, {Duration.TotalSeconds:F0} s; private memory {warm[0].Private >> 20} MiB, at most {warm.Max(static reading => reading.Private) >> 20} MiB, "
            + $"at the end {(long)last.Average(static reading => reading.Private) >> 20} MiB; managed at most {warm.Max(static reading => reading.Managed) >> 20} MiB, at the end {(long)last.Average(static reading => reading.Managed) >> 20} MiB");

        Assert.Equal(Enumerable.Range(0, Emitters).SelectMany(index => Enumerable.Range(index * Series, emitted[index])), stored.Order());
        Assert.InRange(warm.Max(static reading => reading.Private), 1, MaxPrivateBytes);
        Assert.InRange(warm.Max(static reading => reading.Managed), 1, MaxManagedBytes);
        Assert.True(ValueOf(metrics, "refused_requests_total") > 0 && ValueOf(metrics, "protocol_errors_total") > 0, metrics);
        Assert.Equal(0, ValueOf(metrics, "handler_errors_total"));
    }

    private static HookEmitter CreateEmitter(int port) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = $"http://127.0.0.1:{port}",
        MaxConnections = 1,
        Connection = { Auth = $$"""{"token":"{{Token}}"}""" },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) },
        ShutdownTimeout = TimeSpan.Zero,
    });

    /// <summary>Emits a thousand events a second while the ring has room; returns how many are queued.</summary>
    private static async Task<int> EmitAsync(HookEmitter emitter, int index, CancellationToken stop)
    {
        string padding = new('x', 100);
        int number = 0;
        while (!stop.IsCancellationRequested)
        {
            for (int i = 0; i < 20 && emitter.Emit(new NumberedEvent((index * Series) + number, padding)) == EmitResult.Queued; i++)
            {
                number++;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }

        return number;
    }

    private static async Task<List<int>> ReadAsync(StoreFolder folder)
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder.Path });
        List<int> numbers = [];
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Namespace = "/hook", Limit = int.MaxValue, OldestFirst = true }, Cancellation))
        {
            using JsonDocument data = JsonDocument.Parse(stored.Data);
            numbers.Add(data.RootElement.GetProperty("number").GetInt32());
        }

        return numbers;
    }

    private static long ManagedBytes(string metrics) => ValueOf(metrics, "managed_memory_bytes");

    private static long ValueOf(string metrics, string name) =>
        long.Parse(Regex.Match(metrics, $"^fastemit_collector_{name} ([0-9]+)$", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    private static int ReservePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
