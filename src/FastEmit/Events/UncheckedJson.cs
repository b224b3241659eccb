using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <summary>
/// JSON values at a place in memory, for generated code only. No member checks for room: the caller has reserved at
/// least the figure named beside the member (<c>…Bytes</c>). Each returns the place behind what it wrote.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class UncheckedJson
{
    /// <summary>Bytes that <see cref="Boolean"/> may touch; it writes a whole word and keeps four or five bytes of it.</summary>
    public const int BooleanBytes = 8;

    /// <summary>Bytes that <see cref="Null"/> writes.</summary>
    public const int NullBytes = 4;

    /// <summary>Copies a literal. Inlined with a constant, the copy is a few moves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Literal(ref byte at, ReadOnlySpan<byte> utf8)
    {
        Unsafe.CopyBlockUnaligned(ref at, ref MemoryMarshal.GetReference(utf8), (uint)utf8.Length);
        return ref Unsafe.Add(ref at, utf8.Length);
    }

    /// <summary>Writes <c>null</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Null(ref byte at) => ref Literal(ref at, "null"u8);

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Boolean(ref byte at, bool value)
    {
        ulong text = value
            ? MemoryMarshal.Read<ulong>("true    "u8)
            : MemoryMarshal.Read<ulong>("false   "u8);
        Unsafe.WriteUnaligned(ref at, text);
        return ref Unsafe.Add(ref at, value ? 4 : 5);
    }
}
