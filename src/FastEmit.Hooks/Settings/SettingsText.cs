using System.Text;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Settings;

/// <summary>
/// The text of a settings file and small changes to it. The rest of the text keeps every byte, including comments, order and
/// layout.
/// </summary>
internal sealed class SettingsText
{
    private readonly string _newLine;
    private readonly string _indent;
    private byte[] _text;
    private JsonTable _table;

    /// <param name="text">UTF-8. An empty text is read as an empty object.</param>
    /// <exception cref="JsonSyntaxException">The text is not a JSON object, with or without comments.</exception>
    public SettingsText(byte[] text)
    {
        _text = text.AsSpan().IndexOfAnyExcept(" \t\r\n\uFEFF"u8) < 0 ? "{}\n"u8.ToArray() : text;
        _newLine = _text.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        _indent = DetectIndent(_text);
        _table = CommentedJson.Parse(_text);
        if (Root.Kind != JsonKind.Object)
        {
            throw new JsonSyntaxException("the settings must be a JSON object", 0);
        }
    }

    /// <summary>The outermost object. Its values are valid until the next change.</summary>
    public JsonValue Root => _table.Root;

    /// <summary>The current text.</summary>
    public byte[] Bytes => _text;

    /// <summary>Adds a member at the end of an object.</summary>
    /// <param name="container">The object.</param>
    /// <param name="name">The member's name, which needs no escapes.</param>
    /// <param name="value">Its value, with line breaks and two spaces a level, as if it began in the first column.</param>
    public void AddMember(JsonValue container, string name, string value) => Add(container, $"\"{name}\": {value}");

    /// <summary>Adds a value at the end of an array.</summary>
    /// <param name="container">The array.</param>
    /// <param name="value">The value, as in <see cref="AddMember"/>.</param>
    public void AddItem(JsonValue container, string value) => Add(container, value);

    /// <summary>Replaces a value: in one line if the old value was in one line, otherwise in the layout of its surroundings.</summary>
    public void Replace(JsonValue value, string json)
    {
        (int start, int end) = RangeOf(value);
        bool isOneLine = !_text.AsSpan(start, end - start).Contains((byte)'\n');
        Splice(start, end - start, isOneLine ? InOneLine(json) : Reindent(json, IndentOfLine(start)));
    }

    /// <summary>Removes a member of an object or a value of an array, with its comma and the space before it.</summary>
    /// <param name="start">The start of the member, including its name, or of the value.</param>
    /// <param name="value">The value.</param>
    public void Remove(int start, JsonValue value)
    {
        int end = RangeOf(value).End;
        byte[] blanked = CommentedJson.Blank(_text);
        int after = Skip(_text, blanked, end);
        int before = start;
        while (before > 0 && blanked[before - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            before--;
        }

        int commaAfter = after < _text.Length && _text[after] == (byte)',' ? after : -1;
        int commaBefore = before > 0 && _text[before - 1] == (byte)',' ? before - 1 : -1;
        int space = start;
        while (space > 0 && _text[space - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            space--; // not over a comment
        }

        bool isAlone = commaBefore < 0 && commaAfter < 0;
        if (isAlone)
        {
            int tail = end;
            while (tail < _text.Length && _text[tail] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                tail++;
            }

            // Comments on both sides stay, with their line ends.
            bool nothingElse = tail < _text.Length && _text[tail] is (byte)'}' or (byte)']' && _text[space - 1] is (byte)'{' or (byte)'[';
            Splice(space, (nothingElse ? tail : end) - space, "");
            return;
        }

        if (commaAfter >= 0)
        {
            int next = commaAfter + 1;
            while (next < _text.Length && _text[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                next++;
            }

            _text = [.. _text.AsSpan(0, commaAfter), .. _text.AsSpan(next)];
            Splice(start, end - start, "");
            return;
        }

        _text = [.. _text.AsSpan(0, space), .. _text.AsSpan(end)];
        Splice(commaBefore, 1, "");
    }

    /// <summary>The start of a member.</summary>
    public static int StartOf(JsonMember member) => member.Name.Start - 1;

    /// <summary>The start and end of a value, including quotes.</summary>
    public static (int Start, int End) RangeOf(JsonValue value)
    {
        int quote = value.Kind == JsonKind.String ? 1 : 0;
        return (value.Start - quote, value.Start + value.Bytes.Length + quote);
    }

    private void Add(JsonValue container, string content)
    {
        (int start, int end) = RangeOf(container);
        string outer = IndentOfLine(start);
        string inner = outer + _indent;
        string laidOut = Reindent(content, inner);
        int last = LastValueEnd(container);
        if (last < 0)
        {
            bool hasComment = _text.AsSpan(start + 1, end - start - 2).IndexOfAnyExcept(" \t\r\n"u8) >= 0;
            int from = hasComment ? end - 1 : start + 1;
            Splice(from, end - 1 - from, $"{_newLine}{inner}{laidOut}{_newLine}{outer}");
            return;
        }

        int comma = FindTrailingComma(last, end);
        int lineEnd = LineEndWithin(comma < 0 ? last : comma + 1, end - 1);
        bool isOneLine = !_text.AsSpan(start, end - start).Contains((byte)'\n');
        if (isOneLine)
        {
            Splice(last, 0, $", {InOneLine(content)}");
            return;
        }

        int at = lineEnd < 0 ? (comma < 0 ? last : comma + 1) : lineEnd;
        _text = [.. _text.AsSpan(0, at), .. Encoding.UTF8.GetBytes($"{_newLine}{inner}{laidOut}"), .. _text.AsSpan(at)];
        if (comma < 0)
        {
            Splice(last, 0, ",");
        }
        else
        {
            Splice(0, 0, "");
        }
    }

    /// <summary>The position of the comma after the last value of a container, across blanks and comments; negative without one.</summary>
    private int FindTrailingComma(int from, int end)
    {
        for (int i = from; i < end; i++)
        {
            switch (_text[i])
            {
                case (byte)',':
                    return i;
                case (byte)'/':
                    i = CommentedJson.EndOfComment(_text, i) - 1;
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    break;
                default:
                    return -1;
            }
        }

        return -1;
    }

    /// <summary>The end of the line, if only blanks and a comment are in between.</summary>
    private int LineEndWithin(int from, int end)
    {
        int newLine = _text.AsSpan(from, end - from).IndexOfAny((byte)'\r', (byte)'\n');
        return newLine < 0 ? -1 : from + newLine;
    }

    private static int LastValueEnd(JsonValue container)
    {
        int end = -1;
        foreach (JsonMember member in container.Members)
        {
            end = RangeOf(member.Value).End;
        }

        foreach (JsonValue item in container.Items)
        {
            end = RangeOf(item).End;
        }

        return end;
    }

    private static string InOneLine(string content) => string.Join(' ', content.Split('\n', StringSplitOptions.TrimEntries));

    private string Reindent(string content, string inner)
    {
        string[] lines = content.Split('\n');
        StringBuilder text = new(lines[0]);
        foreach (string line in lines.AsSpan(1))
        {
            string body = line.TrimStart(' ');
            int levels = (line.Length - body.Length) / 2;
            text.Append(_newLine).Append(inner);
            for (int i = 0; i < levels; i++)
            {
                text.Append(_indent);
            }

            text.Append(body);
        }

        return text.ToString();
    }

    private string IndentOfLine(int at)
    {
        int start = at;
        while (start > 0 && _text[start - 1] is not ((byte)'\n' or (byte)'\r'))
        {
            start--;
        }

        int end = start;
        while (end < at && _text[end] is (byte)' ' or (byte)'\t')
        {
            end++;
        }

        return Encoding.UTF8.GetString(_text, start, end - start);
    }

    private void Splice(int at, int length, string insertion)
    {
        _text = [.. _text.AsSpan(0, at), .. Encoding.UTF8.GetBytes(insertion), .. _text.AsSpan(at + length)];
        _table = CommentedJson.Parse(_text);
    }

    /// <summary>Skips blanks and comments.</summary>
    private static int Skip(byte[] text, byte[] blanked, int at)
    {
        while (at < text.Length && blanked[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' && text[at] != (byte)',')
        {
            at++;
        }

        return at;
    }

    /// <summary>The indent of one level, taken from the first indented line.</summary>
    private static string DetectIndent(byte[] text)
    {
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] == (byte)'\n' && text[i + 1] is (byte)' ' or (byte)'\t')
            {
                int end = i + 1;
                while (end < text.Length && text[end] == text[i + 1])
                {
                    end++;
                }

                return Encoding.UTF8.GetString(text, i + 1, end - i - 1);
            }
        }

        return "  ";
    }
}
