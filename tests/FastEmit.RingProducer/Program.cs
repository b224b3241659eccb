using System.Globalization;
using System.IO.MemoryMappedFiles;
using FastEmit.Buffers;

namespace FastEmit.RingProducer;

/// <summary>
/// <c>append PATH ID FIRST COUNT</c> appends numbered packets; <c>own PATH ID FIRST</c> does so as the ring's consumer, and reads
/// and releases as it goes; <c>claim PATH</c> claims, and commits when it is told to. Standard output carries 64-bit words:
/// the number of each packet that was appended, negative before all up to it are released. <c>emit URL PREFIX SERIES FIRST</c>
/// is an emitter with a ring file, which reports each event when it is queued; it ends with its standard input; with one more number before FIRST it
/// waits for the acknowledgements of so many of the series. <c>flood URL PREFIX THREADS</c>
/// emits as fast as it can until it gets a line, then flushes and reports its counters. <c>fault PATH</c> dies of a mapping of its own.
/// <c>sync URL PREFIX WHEN</c> emits ten events.
/// </summary>
internal static class Program
{
    private static readonly Stream Output = Console.OpenStandardOutput();

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["append", string path, string id, string first, string count]:
                Append(path, Number(id), Number(first), Number(count));
                return 0;

            case ["own", string path, string id, string first]:
                Own(path, Number(id), Number(first));
                return 0;

            case ["claim", string path]:
                Claim(path);
                return 0;

            case ["emit", string url, string prefix, string series, string first]:
                Emitting.Run(url, prefix, Number(series), awaited: 0, Number(first), Report);
                return 0;

            case ["emit", string url, string prefix, string series, string awaited, string first]:
                Emitting.Run(url, prefix, Number(series), Number(awaited), Number(first), Report);
                return 0;

            case ["flood", string url, string prefix, string threads]:
                Flooding.Run(url, prefix, Number(threads), Report);
                return 0;

            case ["sync", string url, string prefix, string sync]:
                Syncing.Run(url, prefix, Enum.Parse<RingFileSync>(sync));
                return 0;

            case ["fault", string path]:
                Fault(path);
                return 0;

            default:
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Append(string path, int id, int first, int count)
    {
        EventRing ring = new(RingFile.OpenAsProducer(path, NumberedPacket.RingCapacity, TimeProvider.System, out _));
        Random random = new(first);
        int unreported = 0;
        for (int i = first; i < first + count; i++)
        {
            AppendOne(ring, id, i);

            // Seldom enough that the process spends its time appending, and dies there.
            if (++unreported > random.Next(64) || i == first + count - 1)
            {
                Report(i);
                unreported = 0;
            }
        }
    }

    private static void Own(string path, int id, int first)
    {
        EventRing ring = new(RingFile.OpenAsConsumer(path, NumberedPacket.RingCapacity, TimeProvider.System, out _));
        ring.Recover(long.MaxValue);
        long position = ring.Confirmed;
        for (int i = first; ; i++)
        {
            AppendOne(ring, id, i);
            Report(i);
            if (i % 5 == 0)
            {
                int last = -1;
                while (ring.TryRead(position, out RingRecord record) && last < i - 3)
                {
                    last = NumberedPacket.NumberIn(record.Packet);
                    position = record.End;
                }

                Report(~last);
                ring.Release(position);
            }
        }
    }

    private static void Claim(string path)
    {
        EventRing ring = new(RingFile.OpenAsProducer(path, NumberedPacket.RingCapacity, TimeProvider.System, out _));
        ring.TryClaim(100, out long position);
        Report(position);
        Console.In.ReadLine();
        ring.Payload(position, 100).Fill(7);
        Report(ring.Commit(position, 100, 0) ? 1 : 0);
        Console.In.ReadLine();
    }

    /// <summary>Touches a mapped byte that is gone, in a mapping that this library has nothing to do with.</summary>
    private static void Fault(string path)
    {
        Report(MappingGuard.IsActive ? 1 : 0);
        using FileStream file = new(path, FileMode.CreateNew);
        file.SetLength(1 << 20);
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor();
        file.SetLength(0);
        Report(view.ReadByte(0));
    }

    private static void AppendOne(EventRing ring, int id, int number)
    {
        Span<byte> packet = stackalloc byte[NumberedPacket.MaxLength];
        packet = packet[..NumberedPacket.Write(packet, id, number)];
        SpinWait full = default;
        while (ring.TryAppend(packet, 0) != AppendResult.Appended)
        {
            full.SpinOnce();
        }
    }

    private static void Report(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BitConverter.TryWriteBytes(bytes, value);
        Output.Write(bytes);
    }
}
