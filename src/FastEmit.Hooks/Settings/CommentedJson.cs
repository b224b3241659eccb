using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Settings;

/// <summary>JSON of settings files, with comments and trailing commas.</summary>
internal static class CommentedJson
{
    /// <summary>
    /// Replaces comments, and commas before a closing bracket, by blanks. Every other byte keeps its position, so positions
    /// in the result are positions in the text.
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

    /// <summary>Parses such a text; positions are those of the text.</summary>
    /// <exception cref="JsonSyntaxException">The text is not JSON, with or without comments.</exception>
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

    /// <summary>The position after a comment, without its line end.</summary>
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
                    comma = comma < 0 ? i : -1; // keep two commas: the parser reports them
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
