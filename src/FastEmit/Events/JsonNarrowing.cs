using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastEmit.Events;

/// <summary>
/// Strings that need no escape and have no character beyond ASCII: they are narrowed and checked in the same vectors. Two loads that overlap cover
/// every length from four up without a loop over single characters.
/// </summary>
internal static class JsonNarrowing
{
    private const int LongString = 96; // characters; below, the set-up of wider vectors is not worth it

    /// <summary>Narrows exactly <paramref name="length"/> characters; false when one of them needs more than its low byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNarrow(ref byte to, scoped ref ushort from, nuint length)
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
    public static Vector128<byte> Narrow(Vector128<ushort> low, Vector128<ushort> high) => Sse2.IsSupported
        ? Sse2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16())
        : Vector128.NarrowWithSaturation(low, high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Narrow(Vector256<ushort> low, Vector256<ushort> high) => Avx2.IsSupported
        ? Avx2.Permute4x64(Avx2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16()).AsInt64(), 0b11_01_10_00).AsByte() // it packs within halves
        : Vector256.NarrowWithSaturation(low, high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow(Vector128<ushort> eight) => Narrow(eight, eight);

    /// <summary>Not zero where a byte is a control (DEL is none: RFC 8259, 7), a quote, a backslash or beyond ASCII (negative when signed).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Special(Vector128<byte> bytes) =>
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
    public static bool IsSpecial(uint character) => character - 0x20 > 0x5F | character == '"' | character == '\\';
}
