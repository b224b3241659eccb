using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// Decodes the raw content of a peer's JSON strings. Half a surrogate pair (<c>\ud83d</c>) is legal JSON and a legal .NET
/// string, but the framework's reader throws for it. These methods never throw, for any bytes.
/// </summary>
internal static class JsonText
{
    /// <summary>Whether the reader's name or string equals this ASCII text, with any escapes.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> ascii) =>
        reader.ValueIsEscaped ? IsEscaped(reader.ValueSpan, ascii) : reader.ValueSpan.SequenceEqual(ascii);

    /// <summary>Whether the text between the quotes equals this ASCII text after its escapes are resolved.</summary>
    public static bool IsEscaped(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ascii)
    {
        foreach (byte wanted in ascii)
        {
            if (text.IsEmpty || ReadUnit(ref text) != wanted)
            {
                return false;
            }
        }

        return text.IsEmpty;
    }

    /// <summary>The text, including half surrogate pairs. An unknown escape is kept unchanged.</summary>
    public static string Decode(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(text);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(text.Length);
        string decoded = new(rented, 0, Unescape(text, rented));
        ArrayPool<char>.Shared.Return(rented);
        return decoded;
    }

    /// <summary>The text as UTF-8, half surrogate pairs replaced by U+FFFD. Returns its length, at most three times that of the escaped text.</summary>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        char[] rented = ArrayPool<char>.Shared.Rent(text.Length);
        int length = Encoding.UTF8.GetBytes(rented.AsSpan(0, Unescape(text, rented)), destination);
        ArrayPool<char>.Shared.Return(rented);
        return length;
    }

    /// <summary>
    /// Resolves the escapes of a text, or of a piece of JSON, which has escapes only in strings. Returns the length, at most that of the
    /// input: no escape and no character has more UTF-16 units than bytes.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<char> destination)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            int plain = text.IndexOf((byte)'\\');
            plain = plain < 0 ? text.Length : plain;
            length += Encoding.UTF8.GetChars(text[..plain], destination[length..]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                destination[length++] = ReadUnit(ref text);
            }
        }

        return length;
    }

    /// <summary>Reads one byte or one escape and removes it from the text.</summary>
    private static char ReadUnit(ref ReadOnlySpan<byte> text)
    {
        byte first = text[0];
        if (first != (byte)'\\' || text.Length == 1)
        {
            text = text[1..];
            return (char)first;
        }

        if (text[1] == (byte)'u' && text.Length >= 6
            && ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            text = text[6..];
            return (char)unit;
        }

        char? escaped = text[1] switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'"' or (byte)'\\' or (byte)'/' => (char)text[1],
            _ => null,
        };
        text = text[(escaped is null ? 1 : 2)..];
        return escaped ?? '\\';
    }
}
