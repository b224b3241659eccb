using System.Collections.Concurrent;
using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using FastEmit.Buffers;

namespace FastEmit.Benchmarks.Buffers;

/// <summary>
/// What does a record of 200 bytes cost from the producer to the consumer, on one thread: claimed, copied, committed, read, released? The
/// ring copies the bytes. Its peers pass an array on, which the producer may not touch again: <c>…Copied</c> allocates one for each.
/// </summary>
public class RingBenchmarks
{
    private const int Records = 1_000;
    private const int Capacity = 4 << 20;

    private readonly byte[] _packet = new byte[200];
    private readonly byte[] _target = new byte[Capacity];
    private readonly EventRing _heap = new(RingMemory.OnHeap(Capacity));
    private readonly ConcurrentQueue<byte[]> _queue = new();
    private readonly Channel<byte[]> _channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(2 * Records) { SingleReader = true });
    private MappedRingMemory _file = null!;
    private EventRing _mapped = null!;

    [GlobalSetup]
    public void Create()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}.ring");
        _file = RingFile.OpenAsConsumer(path, Capacity, TimeProvider.System, out _);
        File.Delete(path);
        _mapped = new EventRing(_file);
        _mapped.Recover(0);
    }

    [GlobalCleanup]
    public void Close() => _file.Dispose();

    [Benchmark(OperationsPerInvoke = Records)]
    public int CopyAlone()
    {
        int offset = 0;
        for (int i = 0; i < Records; i++)
        {
            _packet.CopyTo(_target.AsSpan(offset));
            offset += 216;
        }

        return offset;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public int Ring() => Cycle(_heap);

    [Benchmark(OperationsPerInvoke = Records)]
    public int RingFileOfThisProcess() => Cycle(_mapped);

    [Benchmark(OperationsPerInvoke = Records)]
    public int BoundedChannel() => Channels(copies: false);

    [Benchmark(OperationsPerInvoke = Records)]
    public int BoundedChannelCopied() => Channels(copies: true);

    [Benchmark(OperationsPerInvoke = Records)]
    public int Queue() => Queues(copies: false);

    [Benchmark(OperationsPerInvoke = Records)]
    public int QueueCopied() => Queues(copies: true);

    private int Cycle(EventRing ring)
    {
        long position = ring.Confirmed;
        for (int i = 0; i < Records; i++)
        {
            if (ring.TryAppend(_packet, i) != AppendResult.Appended)
            {
                throw new InvalidOperationException("The ring is full.");
            }
        }

        int bytes = 0;
        while (ring.TryRead(position, out RingRecord record))
        {
            bytes += record.Packet.Length;
            position = record.End;
        }

        ring.Release(position);
        return bytes;
    }

    private int Channels(bool copies)
    {
        for (int i = 0; i < Records; i++)
        {
            _ = _channel.Writer.TryWrite(copies ? _packet.AsSpan().ToArray() : _packet);
        }

        int bytes = 0;
        while (_channel.Reader.TryRead(out byte[]? packet))
        {
            bytes += packet.Length;
        }

        return bytes;
    }

    private int Queues(bool copies)
    {
        for (int i = 0; i < Records; i++)
        {
            _queue.Enqueue(copies ? _packet.AsSpan().ToArray() : _packet);
        }

        int bytes = 0;
        while (_queue.TryDequeue(out byte[]? packet))
        {
            bytes += packet.Length;
        }

        return bytes;
    }
}
