using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace FastEmit.Events;

/// <content>
/// Strings. A string that needs no escape and has no character beyond ASCII is narrowed and checked in the same
/// vectors; two loads that overlap cover every length from four up without a loop over single characters. Anything else
/// starts again in <see cref="Escape"/>, which renews the caller's reservation as it goes.
/// </content>
public static partial class UncheckedJson
{
    private const int LongString = 96; // characters; below, the set-up of wider vectors is not worth it
    private const int SlowChunk = 256; // characters between two renewals of the reservation
    private const int WorstBytesPerChar = 6; // \u001f

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
        if (!TryNarrow(ref body, ref Unsafe.As<char, ushort>(ref first), (nuint)(uint)length))
        {
            return ref Escape(ref writer, ref at, MemoryMarshal.CreateReadOnlySpan(ref first, length));
        }

        ref byte end = ref Unsafe.Add(ref body, length);
        end = (byte)'"';
        return ref Unsafe.Add(ref end, 1);
    }

    /// <summary>Narrows exactly <paramref name="length"/> characters; false when one of them needs more than its low byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNarrow(ref byte to, scoped ref ushort from, nuint length)
    {
        if (length < 4)
        {
            return TryNarrowTiny(ref to, ref from, length);
        }

        if (length <= 8)
        {
            // The first and the last four, side by side.
            Vector128<byte> both = Narrow(
                Vector128.Create(
                    Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref from)),
                    Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref from, length - 4)))).AsUInt16());
            ulong bytes = both.AsUInt64().ToScalar();
            Unsafe.WriteUnaligned(ref to, (uint)bytes);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length - 4), (uint)(bytes >> 32));
            return Special(both) == Vector128<byte>.Zero;
        }

        if (length <= 16)
        {
            Vector128<byte> both = Narrow(
                Vector128.LoadUnsafe(ref from),
                Vector128.LoadUnsafe(ref from, length - 8));
            Unsafe.WriteUnaligned(ref to, both.AsUInt64().ToScalar());
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length - 8), both.AsUInt64().GetElement(1));
            return Special(both) == Vector128<byte>.Zero;
        }

        if (Vector256.IsHardwareAccelerated && length >= LongString)
        {
            return TryNarrowLong(ref to, ref from, length);
        }

        nuint last = length - 16;
        Vector128<byte> tail = Narrow(Vector128.LoadUnsafe(ref from, last), Vector128.LoadUnsafe(ref from, last + 8));
        tail.StoreUnsafe(ref to, last);
        Vector128<byte> special = Special(tail);
        for (nuint i = 0; i < last; i += 16)
        {
            Vector128<byte> block = Narrow(Vector128.LoadUnsafe(ref from, i), Vector128.LoadUnsafe(ref from, i + 8));
            block.StoreUnsafe(ref to, i);
            special |= Special(block);
        }

        return special == Vector128<byte>.Zero;
    }

    /// <summary>The same, twice as wide; it looks at each block at once, so that a long text with an escape is not read to its end in vain.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryNarrowLong(ref byte to, scoped ref ushort from, nuint length)
    {
        nuint last = length - 64;
        nuint i = 0;
        while (true)
        {
            Vector256<byte> first = Narrow(Vector256.LoadUnsafe(ref from, i), Vector256.LoadUnsafe(ref from, i + 16));
            Vector256<byte> second = Narrow(Vector256.LoadUnsafe(ref from, i + 32), Vector256.LoadUnsafe(ref from, i + 48));
            first.StoreUnsafe(ref to, i);
            second.StoreUnsafe(ref to, i + 32);
            if ((Special(first) | Special(second)) != Vector256<byte>.Zero)
            {
                return false;
            }

            if (i == last)
            {
                return true;
            }

            i = Math.Min(i + 64, last); // the last block overlaps
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNarrowTiny(ref byte to, scoped ref ushort from, nuint length)
    {
        if (length == 0)
        {
            return true;
        }

        // First, middle, last: they cover one, two and three characters.
        nuint middle = length >> 1;
        uint a = from;
        uint b = Unsafe.Add(ref from, middle);
        uint c = Unsafe.Add(ref from, length - 1);
        to = (byte)a;
        Unsafe.Add(ref to, middle) = (byte)b;
        Unsafe.Add(ref to, length - 1) = (byte)c;
        return !(IsSpecial(a) | IsSpecial(b) | IsSpecial(c));
    }

    /// <summary>
    /// Low bytes of sixteen characters. What is beyond a byte saturates: to 255, or (x86, from U+8000 up, which its
    /// instruction takes for negative) to 0. Both are special.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector128<ushort> low, Vector128<ushort> high) => Sse2.IsSupported
        ? Sse2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16())
        : Vector128.NarrowWithSaturation(low, high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Narrow(Vector256<ushort> low, Vector256<ushort> high) => Avx2.IsSupported
        ? Avx2.Permute4x64(Avx2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16()).AsInt64(), 0b11_01_10_00).AsByte() // it packs within halves
        : Vector256.NarrowWithSaturation(low, high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector128<ushort> eight) => Narrow(eight, eight);

    /// <summary>Not zero where a byte is a control (DEL is none: RFC 8259, 7), a quote, a backslash or beyond ASCII (negative when signed).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Special(Vector128<byte> bytes) =>
        Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte()
        | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
        | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));

    /// <inheritdoc cref="Special(Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Special(Vector256<byte> bytes) =>
        Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte()
        | Vector256.Equals(bytes, Vector256.Create((byte)'"'))
        | Vector256.Equals(bytes, Vector256.Create((byte)'\\'));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSpecial(uint character) => character - 0x20 > 0x5F | character == '"' | character == '\\';

    /// <summary>Writes a whole string again, quotes included, with escapes and UTF-8.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref byte Escape(scoped ref EventWriter writer, ref byte at, scoped ReadOnlySpan<char> value)
    {
        int later = writer.ReservedBeyond(ref at, value.Length + 2);
        Debug.Assert(later >= 0, "A string began without its reservation.");
        at = (byte)'"';
        at = ref Unsafe.Add(ref at, 1);
        while (!value.IsEmpty)
        {
            int count = Math.Min(value.Length, SlowChunk);
            if (count < value.Length && char.IsHighSurrogate(value[count - 1]))
            {
                count--; // a pair stays together; the chunk is longer than one
            }

            long rest = value.Length - count + 1L + later;
            at = ref writer.Ensure(ref at, (count * (long)WorstBytesPerChar) + rest);
            at = ref EscapeChunk(ref at, value[..count]);
            value = value[count..];
        }

        at = ref writer.Ensure(ref at, 1L + later);
        at = (byte)'"';
        return ref Unsafe.Add(ref at, 1);
    }

    private static ref byte EscapeChunk(ref byte at, scoped ReadOnlySpan<char> value)
    {
        ref ushort from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(value));
        nuint length = (nuint)(uint)value.Length;
        nuint i = 0;
        while (i < length)
        {
            // A run of plain characters, sixteen at a time as long as sixteen are left. The bytes stored beyond the
            // run are within the reservation and are overwritten.
            while (length - i >= 16)
            {
                Vector128<byte> block = Narrow(Vector128.LoadUnsafe(ref from, i), Vector128.LoadUnsafe(ref from, i + 8));
                block.StoreUnsafe(ref at);
                uint special = Special(block).ExtractMostSignificantBits();
                int plain = special == 0 ? 16 : int.TrailingZeroCount((int)special);
                i += (nuint)plain;
                at = ref Unsafe.Add(ref at, plain);
                if (plain < 16)
                {
                    break;
                }
            }

            // Then one by one until a plain character promises another run.
            while (i < length)
            {
                uint character = Unsafe.Add(ref from, i);
                if (!IsSpecial(character))
                {
                    if (length - i >= 16)
                    {
                        break;
                    }

                    at = (byte)character;
                    at = ref Unsafe.Add(ref at, 1);
                    i++;
                }
                else if (character < 0x80)
                {
                    at = ref EscapeAscii(ref at, character);
                    i++;
                }
                else
                {
                    at = ref EncodeRune(ref at, ref from, ref i, length);
                }
            }
        }

        return ref at;
    }

    private static ref byte EscapeAscii(ref byte at, uint character)
    {
        int shortForm = character switch
        {
            '"' => '"',
            '\\' => '\\',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\b' => 'b',
            '\f' => 'f',
            _ => 0,
        };
        at = (byte)'\\';
        if (shortForm != 0)
        {
            Unsafe.Add(ref at, 1) = (byte)shortForm;
            return ref Unsafe.Add(ref at, 2);
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, 1), MemoryMarshal.Read<uint>("u00\0"u8));
        Unsafe.Add(ref at, 4) = (byte)('0' + (character >> 4));
        Unsafe.Add(ref at, 5) = "0123456789abcdef"u8[(int)(character & 0xF)];
        return ref Unsafe.Add(ref at, 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte EncodeRune(ref byte at, scoped ref ushort from, scoped ref nuint i, nuint length)
    {
        uint character = Unsafe.Add(ref from, i++);
        if (character < 0x800)
        {
            at = (byte)(0xC0 | (character >> 6));
            Unsafe.Add(ref at, 1) = (byte)(0x80 | (character & 0x3F));
            return ref Unsafe.Add(ref at, 2);
        }

        if (character - 0xD800 > 0x7FF)
        {
            return ref ThreeBytes(ref at, character);
        }

        uint next = i < length ? Unsafe.Add(ref from, i) : 0u;
        if (character > 0xDBFF || next - 0xDC00 > 0x3FF)
        {
            return ref ThreeBytes(ref at, (uint)Rune.ReplacementChar.Value); // a lone surrogate
        }

        i++;
        uint scalar = (character << 10) + next - ((0xD800u << 10) + 0xDC00 - 0x10000);
        at = (byte)(0xF0 | (scalar >> 18));
        Unsafe.Add(ref at, 1) = (byte)(0x80 | ((scalar >> 12) & 0x3F));
        Unsafe.Add(ref at, 2) = (byte)(0x80 | ((scalar >> 6) & 0x3F));
        Unsafe.Add(ref at, 3) = (byte)(0x80 | (scalar & 0x3F));
        return ref Unsafe.Add(ref at, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte ThreeBytes(ref byte at, uint character)
    {
        at = (byte)(0xE0 | (character >> 12));
        Unsafe.Add(ref at, 1) = (byte)(0x80 | ((character >> 6) & 0x3F));
        Unsafe.Add(ref at, 2) = (byte)(0x80 | (character & 0x3F));
        return ref Unsafe.Add(ref at, 3);
    }
}
