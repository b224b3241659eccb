using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FastEmit.Buffers;

/// <summary>The first word of a record's header: what state the record is in. Pure functions.</summary>
/// <remarks>
/// <code>
/// bits 63 … 32        31 30 29   28 … 0
/// CRC-32C or zero      0  0  0   length of the packet     committed
/// zero                 0  1  0   length of the record     padding: nothing to read
/// owner                0  1  1   length of the record     held: nothing to read, but its producer may still write (shared rings)
/// owner                1  0  0   length of the packet     claimed, not committed (shared rings)
/// unit (low half)      1  1      unit (high half)         free, at exactly one position (shared rings)
/// </code>
/// A private ring marks free and claimed alike with zero. A reader stops at a word whose low half is zero or negative.
/// </remarks>
internal static class RecordWord
{
    private const uint ClaimedFlag = 1u << 31;
    private const uint PaddingFlag = 1u << 30;
    private const uint HeldFlag = 1u << 29;
    private const uint FreeFlags = ClaimedFlag | PaddingFlag;
    private const uint StateMask = ClaimedFlag | PaddingFlag | HeldFlag;
    private const uint LengthMask = HeldFlag - 1;

    /// <summary>A record that may be read.</summary>
    public static long Committed(int length, uint check) => (long)(((ulong)check << 32) | (uint)length);

    /// <summary>Bytes that hold no record.</summary>
    public static long Padding(int size) => PaddingFlag | (uint)size;

    /// <summary>Bytes that hold no record, but belong to a producer that may not have noticed.</summary>
    public static long Held(int size, uint owner) => (long)(((ulong)owner << 32) | PaddingFlag | HeldFlag | (uint)size);

    /// <summary>A record that its producer is writing.</summary>
    public static long Claimed(int length, uint owner) => (long)(((ulong)owner << 32) | ClaimedFlag | (uint)length);

    /// <summary>An unclaimed unit, free for this position and no other, ever.</summary>
    /// <param name="position">The position, a multiple of <see cref="RecordHeader.Alignment"/>.</param>
    /// <param name="key">Secret of the ring, so that no payload can imitate the word.</param>
    public static long Free(long position, ulong key)
    {
        ulong unit = ((ulong)position / RecordHeader.Alignment) + key;
        return (long)((unit << 32) | FreeFlags | ((unit >> 32) & (PaddingFlag - 1)));
    }

    public static bool IsClaimed(long word) => ((uint)word & StateMask) == ClaimedFlag;

    public static bool IsPadding(long word) => ((uint)word & FreeFlags) == PaddingFlag;

    public static bool IsHeld(long word) => ((uint)word & StateMask) == (PaddingFlag | HeldFlag);

    public static bool IsCommitted(long word) => ((uint)word & StateMask) == 0 && (uint)word != 0;

    /// <summary>The length in a word that is not free: of the packet, or of the whole record if it is padding or held.</summary>
    public static int Length(long word) => (int)((uint)word & LengthMask);

    /// <summary>The owner in a claimed or held word.</summary>
    public static uint Owner(long word) => (uint)((ulong)word >> 32);

    /// <summary>The CRC-32C in a committed word.</summary>
    public static uint Check(long word) => (uint)((ulong)word >> 32);

    /// <summary>The bytes in the ring of what a word that is not free stands for.</summary>
    public static int Size(long word) => IsPadding(word) ? Length(word) : RecordHeader.RecordSize(Length(word));

    /// <summary>Whether a word can stand for a record: it is not free, and its length fits.</summary>
    /// <param name="word">The word.</param>
    /// <param name="untilEnd">Bytes from its position to the end of the lap.</param>
    /// <param name="maxPacketLength">The longest packet of the ring.</param>
    public static bool IsPlausible(long word, int untilEnd, int maxPacketLength)
    {
        int length = Length(word);
        return Size(word) <= untilEnd
            && (IsPadding(word)
                ? length != 0 && length % RecordHeader.Alignment == 0
                : (IsCommitted(word) || IsClaimed(word)) && (uint)(length - 1) < (uint)maxPacketLength);
    }

    /// <summary>Writes <see cref="Free"/> for each unit from <paramref name="position"/> on.</summary>
    public static void WriteFree(Span<ulong> units, long position, ulong key)
    {
        ulong unit = ((ulong)position / RecordHeader.Alignment) + key;
        int done = 0;
        if (Vector256.IsHardwareAccelerated && units.Length >= Vector256<ulong>.Count)
        {
            Vector256<ulong> four = Vector256.Create(unit) + Vector256<ulong>.Indices;
            Vector256<ulong> flags = Vector256.Create((ulong)FreeFlags);
            Vector256<ulong> high = Vector256.Create((ulong)(PaddingFlag - 1));
            Span<Vector256<ulong>> blocks = MemoryMarshal.Cast<ulong, Vector256<ulong>>(units);
            foreach (ref Vector256<ulong> block in blocks)
            {
                block = (four << 32) | flags | ((four >> 32) & high);
                four += Vector256.Create(4UL);
            }

            done = blocks.Length * Vector256<ulong>.Count;
        }

        for (int i = done; i < units.Length; i++)
        {
            units[i] = (ulong)Free(position + ((long)i * RecordHeader.Alignment), key);
        }
    }
}
