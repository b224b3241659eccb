using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <summary>The cursor at which producers claim room in a private ring: where the last claim ends, and how many there were. Pure functions.</summary>
/// <remarks>
/// <code>
/// bit 63   sealed: nothing is claimed any more
/// 62 … 39  number of claims, modulo 2^24
/// 38 …  0  end of the last claim in units of <see cref="RecordHeader.Alignment"/>, modulo 2^39
/// </code>
/// One compare-and-swap claims and counts, and nothing else has to be added up on a line that all producers share. Both numbers wrap: a
/// reader completes them from a whole number that it knows and that is near enough. A ring holds less than 2^24 records and
/// 2^25 units, so what the consumer has released is always near enough. A claim would go wrong only if its thread slept between
/// reading the word and swapping it until exactly the same word came round again: 4 TiB later at the least.
/// </remarks>
internal static class ClaimWord
{
    private const int PositionBits = 39;
    private const int CountBits = 63 - PositionBits;
    private const long PositionMask = (1L << PositionBits) - 1;
    private const long OneClaim = 1L << PositionBits;
    private const long CountMask = ((1L << CountBits) - 1) << PositionBits;

    /// <summary>Set when nothing can be claimed any more.</summary>
    public const long Sealed = long.MinValue;

    /// <summary>The word for an end and a count.</summary>
    public static long Of(long position, long count) =>
        ((position >>> RecordHeader.AlignmentBits) & PositionMask) | ((count << PositionBits) & CountMask);

    /// <summary>The word after a claim of <paramref name="bytes"/> more. Not of a sealed one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(long word, int bytes) =>
        ((word + OneClaim) & CountMask) | ((word + (bytes >>> RecordHeader.AlignmentBits)) & PositionMask);

    /// <summary>The offset of the end in data of <paramref name="mask"/> + 1 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Offset(long word, int mask) => (int)(word << RecordHeader.AlignmentBits) & mask;

    /// <summary>Bytes from a position to the end of the last claim; negative when that is before it.</summary>
    /// <param name="word">The cursor.</param>
    /// <param name="position">No further than 2 TiB away.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Distance(long word, long position) =>
        ((word - (position >>> RecordHeader.AlignmentBits)) << (64 - PositionBits)) >> (64 - PositionBits - RecordHeader.AlignmentBits);

    /// <summary>Claims beyond <paramref name="count"/>, of which there are fewer than 2^24.</summary>
    public static long CountBeyond(long word, long count) => ((word >> PositionBits) - count) & ((1L << CountBits) - 1);
}
