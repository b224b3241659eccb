using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <content>Integers, two digits at a time.</content>
public static partial class UncheckedJson
{
    /// <summary>Bytes of the longest 32-bit number: <c>-2147483648</c>.</summary>
    public const int Int32Bytes = 11;

    /// <summary>Bytes of the longest 64-bit number: <c>-9223372036854775808</c>, <c>18446744073709551615</c>.</summary>
    public const int Int64Bytes = 20;

    private static ReadOnlySpan<byte> DigitPairs =>
        "0001020304050607080910111213141516171819"u8 +
        "2021222324252627282930313233343536373839"u8 +
        "4041424344454647484950515253545556575859"u8 +
        "6061626364656667686970717273747576777879"u8 +
        "8081828384858687888990919293949596979899"u8;

    /// <summary>Writes a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Int32(ref byte at, int value)
    {
        if ((uint)value < 10)
        {
            at = (byte)('0' + value);
            return ref Unsafe.Add(ref at, 1);
        }

        return ref Int32Slow(ref at, value);
    }

    /// <summary>Writes a number.</summary>
    public static ref byte UInt32(ref byte at, uint value)
    {
        int digits = CountDigits(value);
        ref byte end = ref Unsafe.Add(ref at, digits);
        Digits(ref end, value);
        return ref end;
    }

    /// <summary>Writes a number.</summary>
    public static ref byte Int64(ref byte at, long value)
    {
        ulong magnitude = (ulong)value;
        if (value < 0)
        {
            at = (byte)'-';
            at = ref Unsafe.Add(ref at, 1);
            magnitude = 0 - magnitude;
        }

        return ref UInt64(ref at, magnitude);
    }

    /// <summary>Writes a number.</summary>
    public static ref byte UInt64(ref byte at, ulong value)
    {
        if (value <= uint.MaxValue)
        {
            return ref UInt32(ref at, (uint)value);
        }

        const uint Billion = 1_000_000_000;
        ulong upper = value / Billion; // at most eleven digits, so at most one level deeper
        at = ref UInt64(ref at, upper);
        ref byte end = ref Unsafe.Add(ref at, 9);
        NineDigits(ref end, (uint)(value - (upper * Billion)));
        return ref end;
    }

    private static ref byte Int32Slow(ref byte at, int value)
    {
        uint magnitude = (uint)value;
        if (value < 0)
        {
            at = (byte)'-';
            at = ref Unsafe.Add(ref at, 1);
            magnitude = 0 - magnitude;
        }

        return ref UInt32(ref at, magnitude);
    }

    private static int CountDigits(uint value) => value switch
    {
        < 10 => 1,
        < 100 => 2,
        < 1_000 => 3,
        < 10_000 => 4,
        < 100_000 => 5,
        < 1_000_000 => 6,
        < 10_000_000 => 7,
        < 100_000_000 => 8,
        < 1_000_000_000 => 9,
        _ => 10,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Digits(ref byte end, uint value)
    {
        while (value >= 100)
        {
            uint quotient = value / 100;
            end = ref Unsafe.Subtract(ref end, 2);
            Pair(ref end, value - (quotient * 100));
            value = quotient;
        }

        if (value >= 10)
        {
            Pair(ref Unsafe.Subtract(ref end, 2), value);
        }
        else
        {
            Unsafe.Subtract(ref end, 1) = (byte)('0' + value);
        }
    }

    private static void NineDigits(ref byte end, uint value)
    {
        for (int i = 0; i < 4; i++)
        {
            uint quotient = value / 100;
            end = ref Unsafe.Subtract(ref end, 2);
            Pair(ref end, value - (quotient * 100));
            value = quotient;
        }

        Unsafe.Subtract(ref end, 1) = (byte)('0' + value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(ref byte at, uint value) =>
        Unsafe.WriteUnaligned(
            ref at,
            Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref MemoryMarshal.GetReference(DigitPairs), value * 2)));
}
