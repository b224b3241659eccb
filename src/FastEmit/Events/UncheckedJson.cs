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

    /// <summary>What a caller reserves for a string: quotes and one byte a character; <see cref="String(ref EventWriter, ref byte, string?)"/> itself renews it when that falls short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long StringBytes(string? value) => value is null ? NullBytes : value.Length + 2L;

    /// <summary>Writes a JSON string, or <c>null</c>.</summary>
    /// <remarks>A call of its own: inlined, a few strings use up what the compiler spends on inlining an event (measured: 22 ns become 60).</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ref byte String(scoped ref EventWriter writer, ref byte at, string? value)
    {
        if (value is null)
        {
            return ref Null(ref at);
        }

        return ref String(ref writer, ref at, ref MemoryMarshal.GetReference(value.AsSpan()), value.Length);
    }

    /// <summary>Writes a JSON string.</summary>
    public static ref byte String(scoped ref EventWriter writer, ref byte at, scoped ReadOnlySpan<char> value) =>
        ref String(ref writer, ref at, ref MemoryMarshal.GetReference(value), value.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte String(scoped ref EventWriter writer, ref byte at, scoped ref char first, int length)
    {
        at = (byte)'"';
        ref byte body = ref Unsafe.Add(ref at, 1);
        if (!JsonNarrowing.TryNarrow(ref body, ref Unsafe.As<char, ushort>(ref first), (nuint)(uint)length))
        {
            return ref JsonEscaping.Escape(ref writer, ref at, MemoryMarshal.CreateReadOnlySpan(ref first, length));
        }

        ref byte end = ref Unsafe.Add(ref body, length);
        end = (byte)'"';
        return ref Unsafe.Add(ref end, 1);
    }
}
