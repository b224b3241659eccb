using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace FastEmit.Events;

/// <summary>Strings that need escapes or have characters beyond ASCII. Renews the caller's reservation as it goes.</summary>
internal static class JsonEscaping
{
    private const int SlowChunk = 256; // characters between two renewals of the reservation
    private const int WorstBytesPerChar = 6; // \u001f

    /// <summary>Writes a whole string again, quotes included, with escapes and UTF-8.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ref byte Escape(scoped ref EventWriter writer, ref byte at, scoped ReadOnlySpan<char> value)
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

    public static ref byte EscapeChunk(ref byte at, scoped ReadOnlySpan<char> value)
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
                Vector128<byte> block = JsonNarrowing.Narrow(Vector128.LoadUnsafe(ref from, i), Vector128.LoadUnsafe(ref from, i + 8));
                block.StoreUnsafe(ref at);
                uint special = JsonNarrowing.Special(block).ExtractMostSignificantBits();
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
                if (!JsonNarrowing.IsSpecial(character))
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
