using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FastEmit.Collector.Storage;
using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>
/// Emitters with a ring file, collectors and connections are killed in turn, at moments that nobody chooses: every event that an emitter has
/// queued, with <c>EmitAsync</c> or without, is in the store once, in order. A few kills; as many as the environment variable FASTEMIT_ONCE_KILLS says.
/// </summary>
public sealed class ExactlyOnceTests(ITestOutputHelper output)
{
    private const int Series = 4;

    /// <summary>Of these the first go by <c>EmitAsync</c>.</summary>
    private const int Awaited = 1;

    /// <summary>Between the first numbers of two processes, so that no number is emitted twice.</summary>
    private const int ProcessNumbers = 1_000_000;

    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_ONCE_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_EmitterCollectorOrConnections_EveryEventIsStoredOnceAndInOrder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is sent by a shell");
        using StoreFolder rings = new();
        using StoreFolder store = new();
        int port = ReservePort();
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(port);
        string url = $"http://127.0.0.1:{proxy.Port}";
        string prefix = Path.Combine(rings.Path, "events");
        Random random = new(3);
        List<int> queued = [];
        int next = 0;
        CollectorProcess collector = await CollectorProcess.StartAsync(port, store.Path);
        EmittingProcess emitter = EmittingProcess.Start(url, prefix, Series, next, Awaited);
        try
        {
            for (int kill = 0; kill < Kills; kill++)
            {
                await ReportAsync(random.Next(1, 4000), endsWhenFull: kill % 5 == 4);
                switch (kill % 6)
                {
                    case 0 or 3:
                        await KillEmitterAsync();
                        emitter.Dispose();
                        emitter = EmittingProcess.Start(url, prefix, Series, next += ProcessNumbers, Awaited);
                        break;
                    case 2:
                        await collector.KillAsync();
                        collector.Dispose();
                        collector = await CollectorProcess.StartAsync(port, store.Path);
                        break;
                    default:
                        proxy.ResetAll();
                        break;
                }
            }

            await KillEmitterAsync();
            await using HookEmitter last = HookEmitter.Create(new HookEmitterOptions { Url = url, Ring = { File = prefix, Capacity = 1 << 20 }, MaxConnections = 2 });
            FlushReport flushed = await last.FlushAsync(TimeSpan.FromMinutes(2), Cancellation);
            Assert.True(flushed.Completed, flushed.ToString());
        }
        finally
        {
            emitter.Dispose();
            await collector.KillAsync();
            collector.Dispose();
        }

        List<int> stored = await ReadAsync(store);
        for (int series = 0; series < Series; series++)
        {
            // Strictly increasing: none twice, none out of order.
            int[] numbers = [.. stored.Where(number => number % Series == series)];
            Assert.Equal(numbers.Distinct().Order(), numbers);
        }

        // Behind the last that a process reported may come one that it had queued and not reported yet.
        Assert.Empty(queued.Except(stored));
        Assert.InRange(stored.Count - queued.Count, 0, Kills);
        output.WriteLine($"{Kills} kills, {queued.Count} events reported as queued, {stored.Count} stored");

        async Task KillEmitterAsync()
        {
            emitter.Kill();
            await ReportAsync(int.MaxValue, endsWhenFull: false);
        }

        // Reads so many numbers, or until the ring is full, or until the process is gone.
        async Task ReportAsync(int count, bool endsWhenFull)
        {
            while (count > 0 && await emitter.NextAsync() is { } number && (number >= 0 || !endsWhenFull))
            {
                if (number >= 0)
                {
                    queued.Add(number);
                    count--;
                }
            }
        }
    }

    /// <summary>The numbers in the files, in their order.</summary>
    private static async Task<List<int>> ReadAsync(StoreFolder folder)
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder.Path });
        List<int> numbers = [];
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Limit = int.MaxValue, OldestFirst = true }, Cancellation))
        {
            using JsonDocument data = JsonDocument.Parse(stored.Data);
            numbers.Add(data.RootElement.GetProperty("number").GetInt32());
        }

        return numbers;
    }

    private static int ReservePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
