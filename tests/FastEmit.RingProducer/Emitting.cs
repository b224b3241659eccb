using System.Globalization;
using System.Text;
using FastEmit.Events;

namespace FastEmit.RingProducer;

/// <summary>A process that emits until it is killed.</summary>
internal static class Emitting
{
    /// <summary>Reported instead of a number while the ring is full.</summary>
    private const long Full = -1;

    /// <summary>Events between two pauses of a millisecond: slow enough that a server gets some of them before the process is killed.</summary>
    private const int Burst = 64;

    private static readonly HookEventDescriptor Numbered = HookEventDescriptor.Create("numbered", "/hook", hasTimestamp: true);

    /// <summary>
    /// Emits events <c>{"series":…,"number":…}</c> from number <paramref name="first"/> on, in turn for each of <paramref name="series"/>
    /// partitions, and reports each number that the emitter has queued. Those of the first <paramref name="awaited"/> go by <c>EmitAsync</c>.
    /// </summary>
    public static void Run(string url, string prefix, int series, int awaited, int first, Action<long> report)
    {
        new Thread(EndWithInput) { IsBackground = true }.Start();
        HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            Ring = { File = prefix, Capacity = 1 << 20 },
            MaxConnections = 2,
            Batch = { Window = TimeSpan.FromMilliseconds(1) },
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) },
            Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(20) },
        });
        for (int number = first; ; number++)
        {
            int partition = number % series;
            byte[] data = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"series":{{partition}},"number":{{number}}}"""));
            while (partition < awaited
                ? !TryEmitAwaited(emitter, partition, number)
                : emitter.EmitJson(Numbered, data, PartitionHash.Of((ulong)partition)) != EmitResult.Queued)
            {
                report(Full);
                Thread.Sleep(1);
            }

            report(number);
            if (number % Burst == 0)
            {
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>An event that is refused fails at once; one that was queued waits for its answer.</summary>
    private static bool TryEmitAwaited(HookEmitter emitter, int series, int number)
    {
        Task<EmitAcknowledgement> answer = emitter.EmitAsync(new AwaitedEvent(series, number), Timeout.InfiniteTimeSpan).AsTask();
        return answer.Exception?.InnerException is not EmitFailedException;
    }

    private static void EndWithInput()
    {
        while (Console.In.Read() >= 0)
        {
        }

        Environment.Exit(0);
    }
}
