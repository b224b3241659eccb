using System.Runtime.CompilerServices;

namespace FastEmit.Hooks.Input;

/// <summary>
/// Parses JSON (RFC 8259) in one pass into a table of its values. A truncated text can be parsed too: the table has all
/// complete values, and the beginning of a truncated string.
/// </summary>
/// <remarks>
/// Of its own because of what System.Text.Json does not tell: how far a string goes that was cut, and where each value stands in the text. In
/// the portable hook loading a Utf8JsonReader would also take 13 ms (measured); in the native one it would take nothing.
/// </remarks>
internal struct JsonParser
{
    /// <summary>The deepest nesting that is accepted.</summary>
    public const int MaxDepth = 256;

    private readonly byte[] _text;
    private readonly int _end;
    private readonly bool _mayBeCut;
    private readonly int[] _open = new int[MaxDepth];
    private JsonNode[] _nodes = new JsonNode[64];
    private int _count;
    private int _depth;
    private int _at;

    private JsonParser(byte[] text, int length, bool mayBeCut)
    {
        _text = text;
        _end = length;
        _mayBeCut = mayBeCut;
    }

    /// <summary>Parses a text.</summary>
    /// <param name="text">UTF-8. Invalid sequences inside of strings are read as U+FFFD later.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="mayBeCut">Whether the text may be truncated.</param>
    /// <exception cref="JsonSyntaxException">The text is not one JSON value, or is nested deeper than <see cref="MaxDepth"/>.</exception>
    public static JsonTable Parse(byte[] text, int length, bool mayBeCut)
    {
        JsonParser parser = new(text, length, mayBeCut);
        parser.ParseWhole();
        return new JsonTable(text, parser._nodes, parser._count);
    }

    private void ParseWhole()
    {
        if (_end >= 3 && _text[0] == 0xEF && _text[1] == 0xBB && _text[2] == 0xBF)
        {
            _at = 3; // a byte order mark
        }

        if (!ParseNested())
        {
            CloseCut();
            return;
        }

        SkipSpace();
        if (_at != _end)
        {
            Throw("more text follows the value");
        }
    }

    /// <summary>Parses a value and all its nested values, without recursion. False when the text ended before it.</summary>
    private bool ParseNested()
    {
        do
        {
            if (!ParseValue())
            {
                return false;
            }

            while (_depth != 0 && TryClose(out bool ended))
            {
                if (ended)
                {
                    return false;
                }
            }
        }
        while (_depth != 0);
        return true;
    }

    /// <summary>After a nested value: closes its container, or moves to the container's next value and returns false.</summary>
    private bool TryClose(out bool ended)
    {
        ended = false;
        int container = _open[_depth - 1];
        bool isObject = _nodes[container].Kind == JsonKind.Object;
        bool isEmpty = _count == container + 1;
        SkipSpace();
        if (_at == _end)
        {
            ended = true;
            return EndOfText();
        }

        byte next = _text[_at];
        if (next == (isObject ? (byte)'}' : (byte)']'))
        {
            _at++;
            _depth--;
            _nodes[container].Length = _at - _nodes[container].Start;
            _nodes[container].End = _count;
            return true;
        }

        if (!isEmpty)
        {
            if (next != (byte)',')
            {
                Throw(isObject ? "',' or '}' was expected" : "',' or ']' was expected");
            }

            _at++;
        }

        if (isObject && !ParseName())
        {
            ended = true;
            return true;
        }

        return false;
    }

    /// <summary>Parses a member's name and the colon. False when the text ended before the value.</summary>
    private bool ParseName()
    {
        SkipSpace();
        if (_at == _end)
        {
            return !EndOfText();
        }

        if (_text[_at] != (byte)'"')
        {
            Throw("a member's name in quotes was expected");
        }

        int name = _count;
        bool whole = ParseString();
        SkipSpace();
        if (!whole || _at == _end)
        {
            _count = name; // drop a name without a value
            return !EndOfText();
        }

        if (_text[_at] != (byte)':')
        {
            Throw("':' was expected");
        }

        _at++;
        SkipSpace();
        if (_at == _end)
        {
            _count = name;
            return !EndOfText();
        }

        return true;
    }

    /// <summary>Parses a value, or the beginning of an object or array. False when the text ended in it.</summary>
    private bool ParseValue()
    {
        SkipSpace();
        if (_at == _end)
        {
            return !EndOfText();
        }

        switch (_text[_at])
        {
            case (byte)'{':
                return Open(JsonKind.Object);
            case (byte)'[':
                return Open(JsonKind.Array);
            case (byte)'"':
                return ParseString();
            case (byte)'t':
                return ParseLiteral("true"u8, JsonKind.True);
            case (byte)'f':
                return ParseLiteral("false"u8, JsonKind.False);
            case (byte)'n':
                return ParseLiteral("null"u8, JsonKind.Null);
            default:
                return ParseNumber();
        }
    }

    private bool Open(JsonKind kind)
    {
        if (_depth == MaxDepth)
        {
            Throw("the nesting is too deep");
        }

        _open[_depth++] = _count;
        Add(kind, _at);
        _at++;
        return true;
    }

    private bool ParseString()
    {
        int node = _count;
        int start = _at + 1;
        Add(JsonKind.String, start);
        bool escaped = false;
        int at = start;
        for (; at < _end; at++)
        {
            byte c = _text[at];
            if (c == (byte)'"')
            {
                Complete(node, at - start, escaped);
                _at = at + 1;
                return true;
            }

            if (c == (byte)'\\')
            {
                escaped = true;
                int length = EscapeLength(at);
                if (at + length > _end)
                {
                    break;
                }

                at += length - 1;
            }
            else if (c < 0x20)
            {
                _at = at;
                Throw("a string contains a control character");
            }
        }

        _at = _end;
        EndOfText();
        Complete(node, at - start, escaped);
        _nodes[node].IsCut = true;
        return false;
    }

    /// <summary>The length of the escape at a position, in bytes. It may exceed the end of the text.</summary>
    private int EscapeLength(int at)
    {
        if (at + 1 == _end)
        {
            return 2;
        }

        switch (_text[at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 2;
            case (byte)'u':
                for (int i = at + 2; i < Math.Min(at + 6, _end); i++)
                {
                    if (!char.IsAsciiHexDigit((char)_text[i]))
                    {
                        break;
                    }

                    if (i == at + 5 || i == _end - 1)
                    {
                        return 6;
                    }
                }

                if (at + 2 == _end)
                {
                    return 6;
                }

                break;
        }

        _at = at;
        Throw("an escape is invalid");
        return 0;
    }

    private bool ParseLiteral(ReadOnlySpan<byte> literal, JsonKind kind)
    {
        for (int i = 0; i < literal.Length; i++)
        {
            if (_at + i == _end)
            {
                _at = _end;
                return !EndOfText();
            }

            if (_text[_at + i] != literal[i])
            {
                Throw("a value was expected");
            }
        }

        Complete(Add(kind, _at), literal.Length, escaped: false);
        _at += literal.Length;
        return true;
    }

    private bool ParseNumber()
    {
        int start = _at;
        int at = start;
        if (_text[at] == (byte)'-')
        {
            at++;
        }

        int digits = at;
        at = SkipDigits(at);
        bool valid = at != digits && (at == digits + 1 || _text[digits] != (byte)'0');
        if (at < _end && _text[at] == (byte)'.')
        {
            int fraction = at + 1;
            at = SkipDigits(fraction);
            valid &= at != fraction;
        }

        if (at < _end && _text[at] is (byte)'e' or (byte)'E')
        {
            int exponent = at + 1;
            if (exponent < _end && _text[exponent] is (byte)'+' or (byte)'-')
            {
                exponent++;
            }

            at = SkipDigits(exponent);
            valid &= at != exponent;
        }

        if (at == _end && _mayBeCut && at != start && _depth != 0)
        {
            _at = _end; // digits may be missing: no number is better than a wrong one
            return false;
        }

        if (!valid)
        {
            Throw("a value was expected");
        }

        Complete(Add(JsonKind.Number, start), at - start, escaped: false);
        _at = at;
        return true;
    }

    private readonly int SkipDigits(int at)
    {
        while (at < _end && char.IsAsciiDigit((char)_text[at]))
        {
            at++;
        }

        return at;
    }

    private void SkipSpace()
    {
        while (_at < _end && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private int Add(JsonKind kind, int start)
    {
        if (_count == _nodes.Length)
        {
            JsonNode[] larger = new JsonNode[2 * _count];
            for (int i = 0; i < _count; i++)
            {
                larger[i] = _nodes[i];
            }

            _nodes = larger;
        }

        _nodes[_count] = new JsonNode { Kind = kind, Start = start, End = _count + 1 };
        return _count++;
    }

    private readonly void Complete(int node, int length, bool escaped)
    {
        _nodes[node].Length = length;
        _nodes[node].IsEscaped = escaped;
    }

    /// <summary>Ends all open containers, the innermost first, at the end of the text. Drops a name without a value.</summary>
    private void CloseCut()
    {
        if (_count == 0)
        {
            Throw("the text has no value");
        }

        while (_depth != 0)
        {
            int container = _open[--_depth];
            _nodes[container].Length = _end - _nodes[container].Start;
            _nodes[container].IsCut = true;
            if (_nodes[container].Kind == JsonKind.Object && _count > container + 1)
            {
                DropLonelyName(container);
            }

            _nodes[container].End = _count;
        }
    }

    private void DropLonelyName(int container)
    {
        int name = container + 1;
        while (name < _count)
        {
            int value = name + 1;
            if (value == _count)
            {
                _count = name;
                return;
            }

            name = _nodes[value].End;
        }
    }

    /// <summary>True when the text is allowed to end here.</summary>
    private bool EndOfText()
    {
        if (!_mayBeCut)
        {
            Throw("it ends in the middle");
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Throw(string message) => throw new JsonSyntaxException(message, _at);
}
