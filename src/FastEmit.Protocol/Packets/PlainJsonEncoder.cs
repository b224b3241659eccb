using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// Escapes only the characters that JSON requires: quotes, backslashes, controls. Half a surrogate pair becomes U+FFFD. The framework's
/// relaxed encoder also escapes emoji, rare letters and wide spaces, with up to twelve bytes per character.
/// </summary>
internal sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    private const string Escaped =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\";

    private static readonly SearchValues<char> EscapedCharacters = SearchValues.Create(Escaped);
    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create([.. Escaped.Select(static c => (byte)c)]);

    private PlainJsonEncoder()
    {
    }

    public static PlainJsonEncoder Instance { get; } = new();

    /// <summary><c>\u001f</c>.</summary>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <summary>Whether the text needs no escapes, except for halves of surrogate pairs.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAny(EscapedCharacters);

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    public override int FindFirstCharacterToEncode(char* text, int textLength) =>
        FirstOf(new ReadOnlySpan<char>(text, textLength));

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        int escaped = utf8Text.IndexOfAny(EscapedBytes);
        return Utf8.IsValid(escaped < 0 ? utf8Text : utf8Text[..escaped]) ? escaped : base.FindFirstCharacterToEncodeUtf8(utf8Text);
    }

    /// <summary>Copies plain runs as a whole; the base class copies single characters.</summary>
    public override OperationStatus Encode(
        ReadOnlySpan<char> source, Span<char> destination, out int charsConsumed, out int charsWritten, bool isFinalBlock = true)
    {
        charsConsumed = 0;
        charsWritten = 0;
        while (charsConsumed < source.Length)
        {
            ReadOnlySpan<char> rest = source[charsConsumed..];
            int plain = FirstOf(rest);
            plain = plain < 0 ? rest.Length : plain;
            if (plain == 0)
            {
                OperationStatus status = base.Encode(rest[..1], destination[charsWritten..], out int consumed, out int written, isFinalBlock || rest.Length > 1);
                charsConsumed += consumed;
                charsWritten += written;
                if (status != OperationStatus.Done)
                {
                    return status;
                }
            }
            else if (!rest[..plain].TryCopyTo(destination[charsWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }
            else
            {
                charsConsumed += plain;
                charsWritten += plain;
            }
        }

        return OperationStatus.Done;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<char> destination = new(buffer, bufferLength);
        string? letter = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => null,
        };
        if (letter is not null)
        {
            numberOfCharactersWritten = letter.TryCopyTo(destination) ? letter.Length : 0;
            return numberOfCharactersWritten > 0;
        }

        return unicodeScalar < 0x20
            ? destination.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten)
            : new System.Text.Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
    }

    /// <summary>The index of the first character that must be changed; -1 when there is none.</summary>
    private static int FirstOf(ReadOnlySpan<char> text)
    {
        int escaped = text.IndexOfAny(EscapedCharacters);
        ReadOnlySpan<char> plain = escaped < 0 ? text : text[..escaped];
        for (int at = 0; ;)
        {
            int surrogate = plain[at..].IndexOfAnyInRange('\ud800', '\udfff');
            if (surrogate < 0)
            {
                return escaped;
            }

            at += surrogate;
            if (at + 1 >= plain.Length || !char.IsSurrogatePair(plain[at], plain[at + 1]))
            {
                return at;
            }

            at += 2;
        }
    }
}
