using FastEmit.Events;

namespace FastEmit.RingProducer;

/// <summary>A process that emits as fast as it can, whatever happens to its ring file.</summary>
internal static class Flooding
{
    private static readonly HookEventDescriptor Numbered = HookEventDescriptor.Create("numbered", "/hook", hasTimestamp: true);

    /// <summary>
    /// Reports 1 when the first events are queued. After a line on standard input: stops, flushes for 20 s and reports queued, confirmed, pending,
    /// dropped, dropped for <see cref="DropReason.RingFileLost"/>.
    /// </summary>
    public static void Run(string url, string prefix, int threads, Action<long> report)
    {
        HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            Ring = { File = prefix, Capacity = 1 << 20 },
            MaxConnections = 1,
            Batch = { Window = TimeSpan.Zero },
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) },
            Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(20) },
        });
        bool isStopped = false;
        Thread[] floods = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Flood))];
        Array.ForEach(floods, static flood => flood.Start());
        while (emitter.GetStats().Offered == 0)
        {
            Thread.Yield();
        }

        report(1);
        Console.In.ReadLine();
        Volatile.Write(ref isStopped, true);
        Array.ForEach(floods, static flood => flood.Join());
        emitter.FlushAsync(TimeSpan.FromMinutes(2)).GetAwaiter().GetResult();
        HookEmitterStats stats = emitter.GetStats();
        Console.Error.WriteLine(stats.LastError);
        report(stats.Offered);
        report(stats.Confirmed);
        report(stats.Pending);
        report(stats.Dropped.Total);
        report(stats.Dropped[DropReason.RingFileLost]);
        Environment.Exit(0);

        void Flood()
        {
            while (!Volatile.Read(ref isStopped))
            {
                if (emitter.EmitJson(Numbered, "{\"text\":\"as long as an event of the everyday kind is, give or take a few\"}"u8, 0) != EmitResult.Queued)
                {
                    Thread.Yield();
                }
            }
        }
    }
}
