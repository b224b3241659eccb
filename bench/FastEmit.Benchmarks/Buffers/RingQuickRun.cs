using FastEmit.Benchmarks.Serialization;
using FastEmit.Buffers;

namespace FastEmit.Benchmarks.Buffers;

/// <summary>What a ring costs a producer and a consumer for each record of 200 bytes, uncontended, in a few seconds.</summary>
internal static class RingQuickRun
{
    private const int PacketLength = 200;
    private const int Capacity = 4 << 20;
    private const int Batch = 1_000;

    public static int Run()
    {
        var loop = new QuickLoop(operations: 100_000, rounds: 41);
        var heap = new EventRing(RingMemory.OnHeap(Capacity));
        byte[] packet = new byte[PacketLength];
        loop.Add("heap", count => Cycle(heap, packet, count));
        string path = Path.Combine(Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}.ring");
        using MappedRingMemory file = RingFile.OpenAsConsumer(path, Capacity, TimeProvider.System, out _);
        File.Delete(path);
        var mapped = new EventRing(file);
        mapped.Recover(0);
        loop.Add("mapped", count => Cycle(mapped, packet, count));
        byte[] target = new byte[Capacity];
        loop.Add("copy alone", count => Copy(target, packet, count));
        foreach ((string name, QuickResult result) in loop.Run())
        {
            Console.WriteLine($"{name,-20} {result.MedianNanoseconds,7:F1} ns/record {result.BytesPerOperation,5:F0} B");
        }

        return 0;
    }

    private static int Copy(byte[] target, byte[] packet, int count)
    {
        int offset = 0;
        for (int i = 0; i < count; i++)
        {
            packet.CopyTo(target.AsSpan(offset));
            offset = (offset + 216) & ((Capacity / 2) - 1);
        }

        return offset;
    }

    /// <summary>Appends, and reads and releases a thousand at a time.</summary>
    private static int Cycle(EventRing ring, byte[] packet, int count)
    {
        long position = ring.Confirmed;
        for (int i = 0; i < count; i++)
        {
            if (ring.TryAppend(packet, i) != AppendResult.Appended)
            {
                throw new InvalidOperationException("The ring is full.");
            }

            if (i % Batch == Batch - 1)
            {
                while (ring.TryRead(position, out RingRecord record))
                {
                    position = record.End;
                }

                ring.Release(position);
            }
        }

        return (int)position;
    }
}
