using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>
/// The promise of <c>collect --data</c>: an event that was confirmed to its emitter is in the files, whenever the collector is killed. Three
/// kills; as many as the environment variable FASTEMIT_COLLECTOR_KILLS says.
/// </summary>
public sealed class KilledCollectorTests
{
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_COLLECTOR_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_UnderLoad_EverythingConfirmedIsStoredAndNothingTwice()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is sent by a shell");
        using StoreFolder folder = new();
        int port = ReservePort();
        await using HookEmitter emitter = CreateEmitter(port);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<int> emitting = Task.Run(() => EmitAsync(emitter, stop.Token), Cancellation);

        for (int kill = 0; kill < Kills; kill++)
        {
            long confirmed = emitter.GetStats().Confirmed;
            using CollectorProcess collector = await CollectorProcess.StartAsync(port, folder.Path);
            await Expect.TrueAsync(() => emitter.GetStats().Confirmed > confirmed + 2000);
            await collector.KillAsync();
            confirmed = emitter.GetStats().Confirmed;

            // One lane: what is confirmed are the first so many events.
            HashSet<int> stored = [.. await ReadAsync(folder)];
            Assert.Equal(confirmed, stored.Count(number => number < confirmed));
        }

        using (CollectorProcess collector = await CollectorProcess.StartAsync(port, folder.Path))
        {
            await stop.CancelAsync();
            int emitted = await emitting;
            FlushReport report = await emitter.FlushAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.Equal((true, emitted), (report.Completed, report.Confirmed));
            await collector.KillAsync();
            Assert.Equal(Enumerable.Range(0, emitted), await ReadAsync(folder));
        }
    }

    private static HookEmitter CreateEmitter(int port) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = $"http://127.0.0.1:{port}",
        MaxConnections = 1,
        Batch = { Window = TimeSpan.FromMilliseconds(1) },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) },
        Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
        ShutdownTimeout = TimeSpan.Zero,
    });

    /// <summary>Emits as fast as the ring has room; returns how many.</summary>
    private static async Task<int> EmitAsync(HookEmitter emitter, CancellationToken stop)
    {
        string padding = new('x', 100);
        int number = 0;
        while (!stop.IsCancellationRequested)
        {
            if (NumberedEvent.Emit(emitter, number, padding) == EmitResult.Queued)
            {
                number++;
            }
            else
            {
                await Task.Delay(1, CancellationToken.None);
            }
        }

        return number;
    }

    /// <summary>The numbers in the files, in their order.</summary>
    private static async Task<List<int>> ReadAsync(StoreFolder folder)
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder.Path });
        List<int> numbers = [];
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Limit = int.MaxValue, OldestFirst = true }, Cancellation))
        {
            numbers.Add(JsonDocument.Parse(stored.Data).RootElement.GetProperty("number").GetInt32());
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
