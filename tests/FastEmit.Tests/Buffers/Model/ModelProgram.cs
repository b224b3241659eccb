using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers.Model;

/// <summary>What the threads of the model do: append, and read and release, with the ring's own code.</summary>
internal static class ModelProgram
{
    public const ulong Key = 0x1234_5678_9ABC_DEF0;

    /// <summary>More than any scenario appends: a reader that gets so far runs in circles.</summary>
    private const int MostRecords = 16;

    /// <summary>What the consumer itself appends at the end: a packet of nobody's.</summary>
    private const long LastIdentity = 0xFFFF;

    /// <summary>
    /// Appends packets one after the other. Each word of a packet imitates the header of a committed record of eight bytes,
    /// with the packet's identity in the upper half.
    /// </summary>
    public static void Produce(ModelReplay replay, RingMemory memory, int thread, int[] words)
    {
        ModelRing ring = new(memory, replay);
        for (int i = 0; i < words.Length; i++)
        {
            long identity = IdentityOf(thread, i);
            long[] packet = new long[words[i]];
            packet.AsSpan().Fill(WordOf(identity));
            replay.Report(ModelEventKind.Appending, identity);
            AppendResult result = ring.TryAppend(MemoryMarshal.AsBytes(packet.AsSpan()), 0);
            replay.Report(result == AppendResult.Appended ? ModelEventKind.Appended : ModelEventKind.Refused, identity);
        }
    }

    /// <summary>
    /// Looks a few times for a record, reads it, releases at every second look; when all producers are through, reads what
    /// is left. It gives up on claims without patience.
    /// </summary>
    public static void Consume(ModelReplay replay, RingMemory memory, int looks, bool takesOver = false, bool whenAllIsStill = false)
    {
        if (whenAllIsStill)
        {
            replay.AwaitOthers();
        }

        ModelRing ring = new(memory, replay);
        if (takesOver)
        {
            RingRecovery recovery = ring.Recover(0);
            Expect(replay, memory.MayBeStale || recovery.DamagedBytes == 0, ModelEventKind.Damaged);
        }

        long position = ring.Confirmed;
        int read = 0;
        for (int i = 0; i < looks; i++)
        {
            if (TryRead(replay, ring, ref position))
            {
                read++;
                Expect(replay, memory.IsShared || ring.Appended >= read, ModelEventKind.Miscounted);
            }
            else
            {
                ring.Unblock(ref position, giveUpOnLiving: true);
            }

            if (i % 2 != 0)
            {
                Release(replay, ring, position);
            }
        }

        replay.AwaitOthers();
        read += Drain(replay, memory, ring, ref position);
        Expect(replay, memory.IsShared || ring.Appended == read, ModelEventKind.Miscounted);
        if (memory.IsShared && !AppendsOne(ring))
        {
            replay.Report(ModelEventKind.Stuck, position);
        }

        Drain(replay, memory, ring, ref position);
    }

    /// <summary>Reads and releases all there is, and returns how many records that was; nobody else is at work any more.</summary>
    private static int Drain(ModelReplay replay, RingMemory memory, ModelRing ring, ref long position)
    {
        int read = 0;
        for (int left = MostRecords; left > 0; left--)
        {
            if (TryRead(replay, ring, ref position))
            {
                read++;
            }
            else if (!ring.Unblock(ref position, giveUpOnLiving: false))
            {
                break;
            }
        }

        Release(replay, ring, position);
        Expect(replay, ring.Claimed == position, ModelEventKind.Stuck);
        Expect(replay, memory.MayBeStale || ring.DamagedBytes == 0, ModelEventKind.Damaged);
        return read;
    }

    /// <summary>Whether an empty ring takes a record.</summary>
    private static bool AppendsOne(ModelRing ring)
    {
        Span<byte> packet = stackalloc byte[sizeof(long)];
        BitConverter.TryWriteBytes(packet, WordOf(LastIdentity));
        return ring.TryAppend(packet, 0) == AppendResult.Appended;
    }

    public static long IdentityOf(int thread, int sequence) => ((thread + 1) << 8) | (sequence + 1);

    private static long WordOf(long identity) => (identity << 32) | 8;

    private static unsafe bool TryRead(ModelReplay replay, ModelRing ring, ref long position)
    {
        if (!ring.TryRead(position, out RingRecord record))
        {
            return false;
        }

        long* words = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(record.Packet));
        ModelAccess access = new(replay);
        long first = access.ReadPlain(ref words[0]);
        bool whole = record.Packet.Length % sizeof(long) == 0 && first >>> 32 != 0 && (int)first == 8;
        for (int i = 1; i < record.Packet.Length / sizeof(long); i++)
        {
            whole &= access.ReadPlain(ref words[i]) == first;
        }

        replay.Report(whole ? ModelEventKind.Read : ModelEventKind.ReadTorn, whole ? first >>> 32 : first);
        position = record.End;
        return true;
    }

    private static void Release(ModelReplay replay, ModelRing ring, long position)
    {
        if (position != ring.Confirmed)
        {
            replay.Report(ModelEventKind.Releasing);
            ring.Release(position);
        }
    }

    private static void Expect(ModelReplay replay, bool condition, ModelEventKind otherwise)
    {
        if (!condition)
        {
            replay.Report(otherwise);
        }
    }
}
