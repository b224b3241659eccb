using System.Globalization;

namespace FastEmit.Collector.Events;

/// <summary>Reads trace ids of W3C Trace Context: 16 bytes as hexadecimal digits in either case, not all of them 0.</summary>
internal static class TraceId
{
    private const int Digits = 32;

    /// <summary>The digits' number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out UInt128 id)
    {
        id = default;
        return digits.Length == Digits && UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id) && id != UInt128.Zero;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out UInt128)"/>
    public static bool TryParse(string? digits, out UInt128 id)
    {
        id = default;
        return digits is { Length: Digits } && UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id) && id != UInt128.Zero;
    }

    /// <summary>The trace of a <c>traceparent</c>, such as <c>00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01</c>.</summary>
    public static bool TryParseParent(ReadOnlySpan<byte> traceparent, out UInt128 id)
    {
        const int start = 3;
        const int shortest = 55;
        id = default;
        return traceparent.Length >= shortest && traceparent[start - 1] == (byte)'-' && traceparent[start + Digits] == (byte)'-' && TryParse(traceparent.Slice(start, Digits), out id);
    }
}
