using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>The emitting process is killed (SIGKILL) again and again; its ring file outlives it.</summary>
/// <remarks>Fifty times with the environment variable FASTEMIT_KILLS set to <c>full</c>, otherwise a few times.</remarks>
public sealed class KilledEmitterTests(ITestOutputHelper output)
{
    private const int TimeoutMs = 600_000;
    private const int Lanes = 2;
    private const int Series = 4;

    /// <summary>Of one process: so many that some are killed before they have a connection and others in the middle of delivery.</summary>
    private const int MostEvents = 15_000;

    private static readonly int Kills = Environment.GetEnvironmentVariable("FASTEMIT_KILLS") == "full" ? 50 : 6;

    [Fact(Timeout = TimeoutMs)]
    public async Task KilledAtAnyMoment_WithARingFile_EveryQueuedEventArrivesInOrder()
    {
        using TemporaryFile log = new();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-killed-");
        try
        {
            await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, LogAt = "handler" });
            await using TcpFaultProxy proxy = TcpFaultProxy.Start(server.Port);
            string url = $"http://127.0.0.1:{proxy.Port}";
            string prefix = Path.Combine(folder.FullName, "events");
            Random random = new(9);
            int next = 0;
            for (int kill = 0; kill < Kills; kill++)
            {
                // Every third process finds no server; the next one inherits its events.
                proxy.RefusesConnections = kill % 3 == 1;
                next = await RunAndKillAsync(url, prefix, next, events: random.Next(1, MostEvents), endWhenFull: proxy.RefusesConnections);
            }

            proxy.RefusesConnections = false;
            HookEmitterOptions options = TestEmitter.Options(url);
            options.Ring.File = prefix;
            options.MaxConnections = Lanes;
            await using HookEmitter last = HookEmitter.Create(options);
            long found = last.GetStats().Offered;
            await TestEmitter.FlushAllAsync(last);

            IReadOnlyList<LoggedEvent> arrivals = server.ReadLog();
            for (int series = 0; series < Series; series++)
            {
                // Behind these may come one that was queued and not yet reported.
                int[] reported = [.. Enumerable.Range(0, next).Where(number => number % Series == series)];
                Assert.Equal(reported, Arrivals.First(arrivals, series).Take(reported.Length));
            }

            output.WriteLine($"{Kills} kills, {next} events reported as queued, {arrivals.Count} arrivals, {found} events found by the last process");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Returns the number after the last that was reported, which is what the next process begins with.</summary>
    private static async Task<int> RunAndKillAsync(string url, string prefix, int first, int events, bool endWhenFull)
    {
        using EmittingProcess process = EmittingProcess.Start(url, prefix, Series, first);
        int next = first;
        while (next < first + events)
        {
            int? reported = await process.NextAsync();
            Assert.NotNull(reported);
            Count(reported.Value);
            if (reported < 0 && endWhenFull)
            {
                break;
            }
        }

        process.Kill();
        while (await process.NextAsync() is { } reported)
        {
            Count(reported);
        }

        return next;

        void Count(int reported)
        {
            if (reported >= 0)
            {
                Assert.Equal(next, reported);
                next++;
            }
        }
    }
}
