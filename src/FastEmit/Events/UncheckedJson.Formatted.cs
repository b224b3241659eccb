using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <content>What the framework formats: floating point numbers, Guids, dates.</content>
public static partial class UncheckedJson
{
    /// <summary>Bytes reserved for a floating point number; the longest is <c>-2.2250738585072014E-308</c>.</summary>
    public const int FloatBytes = 32;

    /// <summary>Bytes of a Guid in quotes.</summary>
    public const int GuidBytes = 38;

    /// <summary>Bytes of the longest date in quotes: <c>"2026-11-21T23:07:00.1234567+01:00"</c>.</summary>
    public const int DateTimeBytes = 35;

    /// <summary>Writes the shortest number that reads back the same; <c>null</c> for NaN and the infinities, for which JSON has no number.</summary>
    public static ref byte Double(ref byte at, double value)
    {
        if (!double.IsFinite(value))
        {
            return ref Null(ref at);
        }

        bool fits = value.TryFormat(MemoryMarshal.CreateSpan(ref at, FloatBytes), out int written, default, CultureInfo.InvariantCulture);
        Debug.Assert(fits, "FloatBytes is too small.");
        return ref Unsafe.Add(ref at, written);
    }

    /// <inheritdoc cref="Double"/>
    public static ref byte Single(ref byte at, float value)
    {
        if (!float.IsFinite(value))
        {
            return ref Null(ref at);
        }

        bool fits = value.TryFormat(MemoryMarshal.CreateSpan(ref at, FloatBytes), out int written, default, CultureInfo.InvariantCulture);
        Debug.Assert(fits, "FloatBytes is too small.");
        return ref Unsafe.Add(ref at, written);
    }

    /// <summary>Writes a Guid as a string with hyphens.</summary>
    public static ref byte Guid(ref byte at, Guid value)
    {
        at = (byte)'"';
        bool fits = value.TryFormat(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), GuidBytes - 2), out _);
        Debug.Assert(fits, "GuidBytes is too small.");
        Unsafe.Add(ref at, GuidBytes - 1) = (byte)'"';
        return ref Unsafe.Add(ref at, GuidBytes);
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

    /// <summary>Drops the fraction's trailing zeros, as System.Text.Json does, and puts quotes around the rest.</summary>
    private static ref byte QuoteTrimmed(ref byte at, scoped Span<byte> roundTrip)
    {
        const int SecondsEnd = 19; // 2026-11-21T23:07:00
        const int FractionEnd = SecondsEnd + 8; // .1234567
        int kept = roundTrip[..FractionEnd].LastIndexOfAnyExcept((byte)'0') + 1;
        if (roundTrip[kept - 1] == '.')
        {
            kept = SecondsEnd;
        }

        Span<byte> suffix = roundTrip[FractionEnd..];
        suffix.CopyTo(roundTrip[kept..]);
        at = (byte)'"';
        ref byte end = ref Unsafe.Add(ref at, 1 + kept + suffix.Length);
        end = (byte)'"';
        return ref Unsafe.Add(ref end, 1);
    }
}
