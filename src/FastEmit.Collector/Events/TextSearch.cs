using System.Text;

namespace FastEmit.Collector.Events;

/// <summary>Finds a text in UTF-8. ASCII letters match in either case, everything else byte by byte.</summary>
internal sealed class TextSearch
{
    private readonly byte[] _text;
    private readonly byte _first;
    private readonly byte _firstOther;

    /// <param name="text">Not empty.</param>
    public TextSearch(string text)
    {
        _text = Encoding.UTF8.GetBytes(text);
        _first = _text[0];
        _firstOther = (_first | 0x20) is >= (byte)'a' and <= (byte)'z' ? (byte)(_first ^ 0x20) : _first;
    }

    public bool IsIn(ReadOnlySpan<byte> utf8)
    {
        while (utf8.Length >= _text.Length)
        {
            int start = utf8[..(utf8.Length - _text.Length + 1)].IndexOfAny(_first, _firstOther);
            if (start < 0)
            {
                return false;
            }

            if (EqualsIgnoreCase(utf8.Slice(start, _text.Length)))
            {
                return true;
            }

            utf8 = utf8[(start + 1)..];
        }

        return false;
    }

    private bool EqualsIgnoreCase(ReadOnlySpan<byte> candidate)
    {
        for (int i = 0; i < _text.Length; i++)
        {
            int difference = candidate[i] ^ _text[i];
            if (difference != 0 && (difference != 0x20 || (_text[i] | 0x20) is not (>= (byte)'a' and <= (byte)'z')))
            {
                return false;
            }
        }

        return true;
    }
}
