using System.Collections.Concurrent;
using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using FastEmit.Buffers;

namespace FastEmit.Benchmarks.Buffers;

/// <summary>
/// What does a record of 200 bytes cost when producers and the consumer are threads that run at once? For each record, the starts of
/// the producers' threads included. Whoever finds the ring or channel full, or empty, spins and then yields.
/// </summary>
public class RingContentionBenchmarks
{
    private const int Records = 400_000;
    private const int Capacity = 4 << 20;
    private const int CapacityRecords = Capacity / 216;

    private readonly byte[] _packet = new byte[200];
    private readonly EventRing _ring = new(RingMemory.OnHeap(Capacity));
    private readonly ConcurrentQueue<byte[]> _queue = new();
    private readonly Channel<byte[]> _channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(CapacityRecords) { SingleReader = true });

    [Params(1, 2, 4)]
    public int Producers { get; set; }

    /// <summary>The bytes are copied into the ring.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public long Ring() => Run(
        () => _ring.TryAppend(_packet, 0) == AppendResult.Appended,
        () =>
        {
            long position = _ring.Confirmed;
            int records = 0;
            while (_ring.TryRead(position, out RingRecord record))
            {
                position = record.End;
                records++;
            }

            if (records != 0)
            {
                _ring.Release(position);
            }

            return records;
        });

    /// <summary>An array is passed on, allocated for each record.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public long BoundedChannelCopied() => Run(
        () => _channel.Writer.TryWrite(_packet.AsSpan().ToArray()),
        () =>
        {
            int records = 0;
            while (_channel.Reader.TryRead(out _))
            {
                records++;
            }

            return records;
        });

    /// <summary>The same without a bound.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public long QueueCopied() => Run(
        () =>
        {
            _queue.Enqueue(_packet.AsSpan().ToArray());
            return true;
        },
        () =>
        {
            int records = 0;
            while (_queue.TryDequeue(out _))
            {
                records++;
            }

            return records;
        });

    /// <summary>The calling thread consumes.</summary>
    private long Run(Func<bool> tryAppend, Func<int> drain)
    {
        Thread[] threads = [.. Enumerable.Range(0, Producers).Select(_ => new Thread(() => Produce(tryAppend, Records / Producers)))];
        Array.ForEach(threads, static thread => thread.Start());
        long drained = 0;
        SpinWait spin = default;
        while (drained < Records)
        {
            int records = drain();
            drained += records;
            if (records == 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
            else
            {
                spin.Reset();
            }
        }

        Array.ForEach(threads, static thread => thread.Join());
        return drained;
    }

    private static void Produce(Func<bool> tryAppend, int records)
    {
        SpinWait spin = default;
        for (int i = 0; i < records; i++)
        {
            while (!tryAppend())
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
