using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace FastEmit.Collector.Events;

/// <summary>An id of an emitter's: its lane, 64 random bits that no other lane of any process has, and the numbers in it that are the event's.</summary>
internal readonly record struct Sequence(ulong Lane, long First, int Count = 1)
{
    private const int LaneDigits = 16;

    /// <summary>The most numbers of one event: a ring's capacity in units of 8 bytes.</summary>
    private const int MaxCount = (256 << 20) / 8;

    /// <summary>The last number.</summary>
    public long Last => First + Count - 1;

    /// <summary>Reads an id such as <c>3f0c1f3e8a1b4b2c-17</c> or <c>3f0c1f3e8a1b4b2c-17+4</c>. False when it is none of an emitter's.</summary>
    /// <param name="id">The result of <see cref="EventId.Find"/>.</param>
    /// <param name="sequence">Its parts.</param>
    public static bool TryParse(ReadOnlySpan<byte> id, out Sequence sequence)
    {
        sequence = default;
        if (id.Length <= LaneDigits + 1
            || id[LaneDigits] != (byte)'-'
            || !TryReadLane(id[..LaneDigits], out ulong lane)
            || !TryTakeNumber(id[(LaneDigits + 1)..], out long number, out ReadOnlySpan<byte> rest))
        {
            return false;
        }

        long count = 1;
        if (!rest.IsEmpty && (rest[0] != (byte)'+' || !TryTakeNumber(rest[1..], out count, out rest) || !rest.IsEmpty || count > MaxCount))
        {
            return false;
        }

        sequence = new Sequence(lane, number, (int)count);
        return number <= long.MaxValue - count;
    }

    private static bool TryReadLane(ReadOnlySpan<byte> digits, out ulong lane)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bool isHex = Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;
        lane = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return isHex;
    }

    /// <summary>One number is written in one way.</summary>
    private static bool TryTakeNumber(ReadOnlySpan<byte> text, out long number, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        number = 0;
        if (text is not [>= (byte)'1' and <= (byte)'9', ..] || !Utf8Parser.TryParse(text, out number, out int length))
        {
            return false;
        }

        rest = text[length..];
        return true;
    }
}

/// <summary>Events of an emitter's lane that a store has: all from the first to the last number.</summary>
/// <param name="Lane">The lane; no other of any process is called so.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
public readonly record struct SequenceRange(ulong Lane, long First, long Last);
