using System.Runtime.InteropServices;

namespace FastEmit.Buffers;

/// <summary>The 16 bytes before each record's packet.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct RecordHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 16;

    /// <summary>Records begin at multiples of this, so that a header's words are atomic.</summary>
    public const int Alignment = 1 << AlignmentBits;

    /// <summary>The logarithm of <see cref="Alignment"/>.</summary>
    public const int AlignmentBits = 3;

    /// <summary>The record's state, see <see cref="RecordWord"/>. The write that commits the record comes last and has release semantics.</summary>
    [FieldOffset(0)]
    public long Word;

    /// <summary>
    /// When the event was appended, as a <see cref="TimeProvider"/> timestamp. The sign bit is set when a process other
    /// than the consumer's appended it, or an earlier one of the consumer's.
    /// </summary>
    [FieldOffset(8)]
    public long Timestamp;

    /// <summary>The bytes that a packet of <paramref name="length"/> bytes occupies in the ring.</summary>
    public static int RecordSize(int length) => (Size + length + Alignment - 1) & ~(Alignment - 1);
}
