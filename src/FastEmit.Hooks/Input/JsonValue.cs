using System.Text;

namespace FastEmit.Hooks.Input;

/// <summary>A value of a parsed text, or a missing one. Reading a value as another kind gives a missing or empty value, because any input is possible.</summary>
internal readonly struct JsonValue(JsonTable table, int index)
{
    private readonly JsonTable? _table = table;

    /// <summary>Its kind; <see cref="JsonKind.Missing"/> for a missing value.</summary>
    public JsonKind Kind => _table is null ? JsonKind.Missing : Node.Kind;

    /// <summary>Whether there is a value other than null.</summary>
    public bool Exists => Kind is not (JsonKind.Missing or JsonKind.Null);

    /// <summary>Whether it is <c>true</c>.</summary>
    public bool IsTrue => Kind == JsonKind.True;

    /// <summary>Whether it is an empty array, object or string.</summary>
    public bool IsEmpty => Kind switch
    {
        JsonKind.Object or JsonKind.Array => Node.End == index + 1,
        JsonKind.String => Node.Length == 0,
        _ => false,
    };

    /// <summary>Whether the text ended inside the value.</summary>
    public bool IsCut => _table is not null && Node.IsCut;

    /// <summary>Its offset in the text; for a string the byte after the opening quote.</summary>
    public int Start => Node.Start;

    /// <summary>Its bytes in the text; for a string the bytes between the quotes.</summary>
    public ReadOnlySpan<byte> Bytes => _table is null ? [] : _table.Text.AsSpan(Node.Start, Node.Length);

    /// <summary>Whether the <see cref="Bytes"/> of a string contain escapes.</summary>
    public bool IsEscaped => _table is not null && Node.IsEscaped;

    private ref readonly JsonNode Node => ref _table![index];

    /// <summary>The member of an object by name. Of several the last, as in the agents' JSON parsers.</summary>
    public JsonValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            JsonValue found = default;
            foreach (JsonMember member in Members)
            {
                if (member.HasName(name))
                {
                    found = member.Value;
                }
            }

            return found;
        }
    }

    /// <summary>The member at a path: ASCII names, separated by dots.</summary>
    public JsonValue At(string path)
    {
        JsonValue value = this;
        int start = 0;
        for (int i = 0; i <= path.Length; i++)
        {
            if (i == path.Length || path[i] == '.')
            {
                value = value.Member(path.AsSpan(start, i - start));
                start = i + 1;
            }
        }

        return value;
    }

    /// <summary>The members of an object, or none.</summary>
    public JsonMembers Members => Kind == JsonKind.Object ? new JsonMembers(_table!, index + 1, Node.End) : default;

    /// <summary>The values in an array, or none.</summary>
    public JsonItems Items => Kind == JsonKind.Array ? new JsonItems(_table!, index + 1, Node.End) : default;

    /// <summary>The text of a string; null for other values.</summary>
    /// <param name="maxBytes">The maximum number of bytes to read.</param>
    public string? GetString(int maxBytes = int.MaxValue) => Kind == JsonKind.String ? JsonText.Decode(Bytes, IsEscaped, maxBytes) : null;

    /// <summary>The text of a non-empty string; otherwise null.</summary>
    public string? GetText(int maxBytes = int.MaxValue) => IsEmpty ? null : GetString(maxBytes);

    /// <summary>The first 512 bytes of a non-empty string, for names and ids; otherwise null.</summary>
    public string? GetName() => GetText(512);

    /// <summary>An integer, also one in a string; otherwise null.</summary>
    public long? GetInt64() => Kind is JsonKind.Number or JsonKind.String ? JsonText.ParseInt64(Bytes) : null;

    /// <summary>A number, cut to three decimals; null for other values or a number with an exponent.</summary>
    public double? GetDouble()
    {
        ReadOnlySpan<byte> text = Kind == JsonKind.Number ? Bytes : [];
        int dot = text.Length;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is (byte)'e' or (byte)'E')
            {
                return null;
            }

            dot = text[i] == (byte)'.' ? i : dot;
        }

        if (JsonText.ParseInt64(text[..dot]) is not { } whole || (dot != text.Length && JsonText.ParseInt64(text[(dot + 1)..Math.Min(text.Length, dot + 4)]) is null))
        {
            return null;
        }

        double value = whole;
        double unit = text[0] == (byte)'-' ? -1 : 1;
        for (int i = dot + 1; i < Math.Min(text.Length, dot + 4); i++)
        {
            unit /= 10;
            value += (text[i] - (byte)'0') * unit;
        }

        return Math.Round(value, 3);
    }

    /// <summary>Whether the value is a string that equals this text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => Kind == JsonKind.String && JsonText.Equals(Bytes, IsEscaped, text);

    /// <summary>The code points of a string, as the original system counts them; 0 for other values.</summary>
    public int CountCharacters() => Kind == JsonKind.String ? JsonText.CountCharacters(Bytes) : 0;

    private JsonValue Member(ReadOnlySpan<char> name)
    {
        JsonValue found = default;
        foreach (JsonMember member in Members)
        {
            if (member.Name.IsAscii(name))
            {
                found = member.Value;
            }
        }

        return found;
    }

    private bool IsAscii(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<byte> bytes = Bytes;
        if (IsEscaped)
        {
            return GetString() == text.ToString();
        }

        if (bytes.Length != text.Length)
        {
            return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != text[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>For the debugger.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
