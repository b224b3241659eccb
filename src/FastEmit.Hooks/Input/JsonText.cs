using System.Globalization;
using System.Text;

namespace FastEmit.Hooks.Input;

/// <summary>The content of JSON strings.</summary>
internal static class JsonText
{
    /// <summary>The text of a string, which is valid JSON or the beginning of it.</summary>
    /// <param name="bytes">The bytes between the quotes.</param>
    /// <param name="isEscaped">Whether the bytes contain escapes.</param>
    /// <param name="maxBytes">The maximum number of bytes to read; an incomplete character at that limit is omitted.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, bool isEscaped, int maxBytes = int.MaxValue)
    {
        if (bytes.Length > maxBytes)
        {
            bytes = bytes[..WholeCharacters(bytes, maxBytes)];
        }

        return isEscaped ? Unescape(bytes) : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Whether a string equals this text.</summary>
    public static bool Equals(ReadOnlySpan<byte> bytes, bool isEscaped, ReadOnlySpan<byte> text) =>
        isEscaped ? Unescape(bytes) == Encoding.UTF8.GetString(text) : bytes.SequenceEqual(text);

    /// <summary>The code points of a string.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == (byte)'\\' && i + 1 < bytes.Length)
            {
                bool isUnicode = bytes[i + 1] == (byte)'u';
                count += isUnicode && char.IsLowSurrogate(CodeUnit(bytes[(i + 1)..])) ? 0 : 1;
                i += isUnicode ? 5 : 1;
            }
            else if ((bytes[i] & 0xC0) != 0x80)
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>A number without fraction or exponent; null when it is none, or does not fit.</summary>
    public static long? ParseInt64(ReadOnlySpan<byte> bytes) =>
        bytes is not [(byte)'+', ..] && long.TryParse(bytes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The largest length up to <paramref name="max"/> that splits no character and no escape.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> bytes, int max)
    {
        int end = max;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        // An escape is at most 12 bytes long (a surrogate pair), and begins after an even number of backslashes.
        for (int i = Math.Max(0, end - 12); i < end; i++)
        {
            if (bytes[i] != (byte)'\\' || PrecedingBackslashes(bytes, i) % 2 != 0)
            {
                continue;
            }

            int length = bytes[i + 1] == (byte)'u' ? 6 : 2;
            if (i + length > end)
            {
                return i;
            }
        }

        return end;
    }

    private static int PrecedingBackslashes(ReadOnlySpan<byte> bytes, int at)
    {
        int count = 0;
        while (at > count && bytes[at - count - 1] == (byte)'\\')
        {
            count++;
        }

        return count;
    }

    private static string Unescape(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            int escape = bytes.IndexOf((byte)'\\');
            int plain = escape < 0 ? bytes.Length : escape;
            text.Append(Encoding.UTF8.GetString(bytes[..plain]));
            bytes = bytes[plain..];
            if (bytes.Length >= 2)
            {
                bool isUnicode = bytes[1] == (byte)'u';
                text.Append(isUnicode ? CodeUnit(bytes[1..]) : Simple(bytes[1]));
                bytes = bytes[Math.Min(isUnicode ? 6 : 2, bytes.Length)..];
            }
            else
            {
                bytes = [];
            }
        }

        return text.ToString();
    }

    /// <summary>The UTF-16 code unit of <c>uXXXX</c>; U+FFFD when the escape is truncated.</summary>
    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        escape.Length >= 5 && ushort.TryParse(escape.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)
            ? (char)unit
            : '\uFFFD';

    private static char Simple(byte escaped) => escaped switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => (char)escaped,
    };
}
