using System.Globalization;
using System.Text;
using FastEmit.Events;

namespace FastEmit.RingProducer;

/// <summary>A process that emits until it is killed.</summary>
internal static class Emitting
{
    private static readonly HookEventDescriptor Numbered = HookEventDescriptor.Create("numbered", "/hook", hasTimestamp: true);

    /// <summary>Emits events <c>{"series":…,"number":…}</c> from <paramref name="first"/> on, and reports each that the emitter has queued.</summary>
    public static void Run(string url, string prefix, int series, int first, Action<long> report)
    {
        new Thread(EndWithInput) { IsBackground = true }.Start();
        HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            RingFile = prefix,
            RingCapacity = 4 << 20,
            MaxConnections = 2,
            BatchWindow = TimeSpan.FromMilliseconds(1),
            ReconnectDelay = TimeSpan.FromMilliseconds(5),
            ReconnectDelayMax = TimeSpan.FromMilliseconds(50),
            RecoveryTimeout = TimeSpan.FromMilliseconds(20),
            Overflow = OverflowPolicy.Wait(Timeout.InfiniteTimeSpan),
        });
        for (int number = first; ; number++)
        {
            byte[] data = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"series":{{series}},"number":{{number}}}"""));
            if (emitter.EmitJson(Numbered, data, PartitionHash.Of((ulong)series)) == EmitResult.Queued)
            {
                report(number);
            }
        }
    }

    private static void EndWithInput()
    {
        while (Console.In.Read() >= 0)
        {
        }

        Environment.Exit(0);
    }
}
