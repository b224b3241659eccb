using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <content>
/// Values with a bound known in advance. Integers are written here, two digits at a time; the framework formats the other numbers, Guids, dates.
/// </content>
public static partial class UncheckedJson
{
    /// <summary>Bytes of the longest 32-bit number: <c>-2147483648</c>.</summary>
    public const int Int32Bytes = 11;

    /// <summary>Bytes of the longest 64-bit number: <c>-9223372036854775808</c>, <c>18446744073709551615</c>.</summary>
    public const int Int64Bytes = 20;

    /// <summary>Bytes reserved for a floating point number or decimal; the longest is <c>-79228162514264.337593543950335</c>.</summary>
    public const int FloatBytes = 32;

    /// <summary>Bytes of the longest 128-bit number: <c>-170141183460469231731687303715884105728</c>.</summary>
    public const int Int128Bytes = 40;

    /// <summary>Bytes of a Guid in quotes.</summary>
    public const int GuidBytes = 38;

    /// <summary>Bytes of the longest date in quotes: <c>"2026-11-21T23:07:00.1234567+01:00"</c>.</summary>
    public const int DateTimeBytes = 35;

    /// <summary>Bytes of the longest duration in quotes: <c>"-10675199.02:48:05.4775808"</c>.</summary>
    public const int TimeSpanBytes = 28;

    /// <summary>Bytes of the longest character in quotes: <c>"\u001f"</c>.</summary>
    public const int CharBytes = 8;

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

    /// <summary>Writes the shortest number that reads back the same; <c>null</c> for NaN and the infinities, for which JSON has no number.</summary>
    public static ref byte Double(ref byte at, double value) => ref double.IsFinite(value) ? ref Number(ref at, value, FloatBytes) : ref Null(ref at);

    /// <inheritdoc cref="Double"/>
    public static ref byte Single(ref byte at, float value) => ref float.IsFinite(value) ? ref Number(ref at, value, FloatBytes) : ref Null(ref at);

    /// <inheritdoc cref="Double"/>
    public static ref byte Half(ref byte at, Half value) => ref System.Half.IsFinite(value) ? ref Number(ref at, value, FloatBytes) : ref Null(ref at);

    /// <summary>Writes a number, and NaN and the infinities by name in quotes, as System.Text.Json's AllowNamedFloatingPointLiterals does.</summary>
    /// <param name="at">Where to.</param>
    /// <param name="value">What.</param>
    /// <param name="quoted">Whether numbers too are written in quotes.</param>
    public static ref byte NamedFloat<T>(ref byte at, T value, bool quoted)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (T.IsFinite(value))
        {
            return ref quoted ? ref Quote(ref at, ref Number(ref Unsafe.Add(ref at, 1), value, FloatBytes - 2)) : ref Number(ref at, value, FloatBytes);
        }

        return ref T.IsNaN(value) ? ref Literal(ref at, "\"NaN\""u8)
            : ref T.IsPositive(value) ? ref Literal(ref at, "\"Infinity\""u8)
            : ref Literal(ref at, "\"-Infinity\""u8);
    }

    /// <summary>Writes a number with the scale that it has.</summary>
    public static ref byte Decimal(ref byte at, decimal value) => ref Number(ref at, value, FloatBytes);

    /// <summary>Writes a number.</summary>
    public static ref byte Int128(ref byte at, Int128 value) => ref Number(ref at, value, Int128Bytes);

    /// <summary>Writes a number.</summary>
    public static ref byte UInt128(ref byte at, UInt128 value) => ref Number(ref at, value, Int128Bytes);

    /// <summary>Writes a string of one character; a surrogate becomes U+FFFD.</summary>
    public static ref byte Char(ref byte at, char value)
    {
        at = (byte)'"';
        return ref Quote(ref at, ref JsonEscaping.EscapeChunk(ref Unsafe.Add(ref at, 1), new ReadOnlySpan<char>(in value)));
    }

    /// <summary>Writes a Guid as a string with hyphens.</summary>
    public static ref byte Guid(ref byte at, Guid value)
    {
        bool fits = value.TryFormat(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), GuidBytes - 2), out int written);
        Debug.Assert(fits, "GuidBytes is too small.");
        return ref Quote(ref at, ref Unsafe.Add(ref at, written + 1));
    }

    /// <summary>Writes ISO 8601 with as many fraction digits as needed: <c>Z</c>, an offset or nothing behind it, by its kind.</summary>
    public static ref byte DateTime(ref byte at, DateTime value)
    {
        Span<byte> body = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), DateTimeBytes - 2);
        bool fits = value.TryFormat(body, out int written, "O", CultureInfo.InvariantCulture);
        Debug.Assert(fits, "DateTimeBytes is too small.");
        return ref QuoteTrimmed(ref at, body[..written]);
    }

    /// <summary>Writes ISO 8601 with as many fraction digits as needed and the offset.</summary>
    public static ref byte DateTimeOffset(ref byte at, DateTimeOffset value)
    {
        Span<byte> body = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), DateTimeBytes - 2);
        bool fits = value.TryFormat(body, out int written, "O", CultureInfo.InvariantCulture);
        Debug.Assert(fits, "DateTimeBytes is too small.");
        return ref QuoteTrimmed(ref at, body[..written]);
    }

    /// <summary>Writes a date: <c>"2026-11-21"</c>.</summary>
    public static ref byte DateOnly(ref byte at, DateOnly value)
    {
        bool fits = value.TryFormat(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), 10), out int written, "O", CultureInfo.InvariantCulture);
        Debug.Assert(fits, "A date has ten characters.");
        return ref Quote(ref at, ref Unsafe.Add(ref at, written + 1));
    }

    /// <summary>Writes a time of day: <c>"23:07:00"</c>, with seven fraction digits if it has a fraction.</summary>
    public static ref byte TimeOnly(ref byte at, TimeOnly value) => ref TimeSpan(ref at, value.ToTimeSpan());

    /// <summary>Writes a duration in the constant format: <c>"1.02:03:04.0000001"</c>.</summary>
    public static ref byte TimeSpan(ref byte at, TimeSpan value)
    {
        bool fits = value.TryFormat(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), TimeSpanBytes - 2), out int written, "c", CultureInfo.InvariantCulture);
        Debug.Assert(fits, "TimeSpanBytes is too small.");
        return ref Quote(ref at, ref Unsafe.Add(ref at, written + 1));
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

    private static ref byte Number<T>(ref byte at, T value, int room)
        where T : struct, IUtf8SpanFormattable
    {
        bool fits = value.TryFormat(MemoryMarshal.CreateSpan(ref at, room), out int written, default, CultureInfo.InvariantCulture);
        Debug.Assert(fits, "The reservation for this type is too small.");
        return ref Unsafe.Add(ref at, written);
    }

    /// <summary>Puts quotes around what stands between the byte behind <paramref name="at"/> and <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Quote(ref byte at, ref byte end)
    {
        at = (byte)'"';
        end = (byte)'"';
        return ref Unsafe.Add(ref end, 1);
    }

    /// <summary>Drops the fraction's trailing zeros, as System.Text.Json does, and puts quotes around the rest.</summary>
    private static ref byte QuoteTrimmed(ref byte at, scoped Span<byte> roundTrip)
    {
        const int SecondsEnd = 19; // 2026-11-21T23:07:00
        const int FractionEnd = SecondsEnd + 8; // .1234567
        int kept = FractionEnd;
        while (roundTrip[kept - 1] == '0') // ends at the point; a search for so few is slower, and not compiled ahead of time
        {
            kept--;
        }

        if (roundTrip[kept - 1] == '.')
        {
            kept = SecondsEnd;
        }

        Span<byte> suffix = roundTrip[FractionEnd..];
        suffix.CopyTo(roundTrip[kept..]);
        return ref Quote(ref at, ref Unsafe.Add(ref at, 1 + kept + suffix.Length));
    }
}
