using System.Runtime.InteropServices;

namespace FastEmit.Buffers;

/// <summary>The 16 bytes before each record's packet.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct RecordHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 16;

    /// <summary>Records begin at multiples of this, so that a header never straddles the end and its words are atomic.</summary>
    public const int Alignment = 8;

    /// <summary>Set in <see cref="Length"/> when the record only fills the space before the end of the data.</summary>
    public const int PaddingFlag = 1 << 30;

    /// <summary>
    /// The commit word: zero until the record is committed, then the packet's length in bytes (never zero), or the
    /// whole length of a padding record with <see cref="PaddingFlag"/>. Written last, with release semantics.
    /// </summary>
    [FieldOffset(0)]
    public int Length;

    /// <summary>When the event was appended, as a <see cref="TimeProvider"/> timestamp.</summary>
    [FieldOffset(8)]
    public long Timestamp;

    /// <summary>The bytes that a packet of <paramref name="length"/> bytes occupies in the ring.</summary>
    public static int RecordSize(int length) => (Size + length + Alignment - 1) & ~(Alignment - 1);
}
