using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Settings;

/// <summary>JSON as people write it into settings files: with comments and commas too many.</summary>
internal static class CommentedJson
{
    /// <summary>
    /// The text with blanks in the place of comments and of commas before a closing bracket. Every other byte stays where it
    /// is, so that what is found in the result is at the same place in the text.
    /// </summary>
    public static byte[] Blank(ReadOnlySpan<byte> text)
    {
        byte[] blanked = text.ToArray();
        for (int i = 0; i < blanked.Length; i++)
        {
            switch (blanked[i])
            {
                case (byte)'"':
                    i = EndOfString(blanked, i);
                    break;
                case (byte)'/' when i + 1 < blanked.Length && blanked[i + 1] is (byte)'/' or (byte)'*':
                    int end = EndOfComment(blanked, i);
                    BlankRange(blanked, i, end);
                    i = end - 1;
                    break;
            }
        }

        BlankTrailingCommas(blanked);
        return blanked;
    }

    /// <summary>Parses such a text; places are those of the text.</summary>
    /// <exception cref="JsonSyntaxException">It is not even that.</exception>
    public static JsonTable Parse(ReadOnlySpan<byte> text)
    {
        byte[] blanked = Blank(text);
        return JsonParser.Parse(blanked, blanked.Length, mayBeCut: false);
    }

    private static int EndOfString(byte[] text, int quote)
    {
        int i = quote + 1;
        while (i < text.Length && text[i] != (byte)'"')
        {
            i += text[i] == (byte)'\\' ? 2 : 1;
        }

        return i;
    }

    /// <summary>The place behind a comment; a line's end does not belong to it.</summary>
    public static int EndOfComment(byte[] text, int start)
    {
        ReadOnlySpan<byte> rest = text.AsSpan(start);
        bool isLine = rest[1] == (byte)'/';
        int end = isLine ? rest.IndexOfAny((byte)'\n', (byte)'\r') : rest[2..].IndexOf("*/"u8);
        return end < 0 ? text.Length : start + end + (isLine ? 0 : 4);
    }

    private static void BlankTrailingCommas(byte[] text)
    {
        int comma = -1;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'"':
                    i = EndOfString(text, i);
                    comma = -1;
                    break;
                case (byte)',':
                    comma = comma < 0 ? i : -1; // of two, the parser will complain
                    break;
                case (byte)'}' or (byte)']':
                    if (comma >= 0)
                    {
                        text[comma] = (byte)' ';
                    }

                    comma = -1;
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    break;
                default:
                    comma = -1;
                    break;
            }
        }
    }

    private static void BlankRange(byte[] text, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (text[i] is not ((byte)'\n' or (byte)'\r'))
            {
                text[i] = (byte)' ';
            }
        }
    }
}
