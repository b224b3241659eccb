using System.Buffers;
using System.Text;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Events;

/// <summary>
/// Finds a text in JSON as its reader sees it, with the escapes resolved: a client may write every letter beyond ASCII as <c>\u00eb</c>, and every
/// one writes a quote or a backslash as an escape. Letters of any script match in either case (ordinal). Immutable.
/// </summary>
internal sealed class TextSearch(string text)
{
    private readonly bool _isAscii = Ascii.IsValid(text);

    private readonly SearchValues<string> _text = SearchValues.Create([text], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the text is in another.</summary>
    public bool IsIn(ReadOnlySpan<char> other) => other.ContainsAny(_text);

    /// <summary>Whether the text is in a piece of UTF-8 JSON; in what is no JSON it is looked for as it stands there.</summary>
    public bool IsInJson(ReadOnlySpan<byte> json)
    {
        if (_isAscii && json.Length < text.Length)
        {
            return false;
        }

        bool hasEscapes = json.Contains((byte)'\\');
        char[] rented = ArrayPool<char>.Shared.Rent(json.Length);
        try
        {
            return IsIn(rented.AsSpan(0, JsonText.Unescape(json, rented)))
                || (hasEscapes && !EventFacts.Read(json).IsJson && IsIn(rented.AsSpan(0, Encoding.UTF8.GetChars(json, rented))));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
