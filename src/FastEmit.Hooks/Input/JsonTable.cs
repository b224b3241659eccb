namespace FastEmit.Hooks.Input;

/// <summary>A parsed text: its bytes and the positions of its values.</summary>
internal sealed class JsonTable(byte[] text, JsonNode[] nodes, int count)
{
    /// <summary>The bytes.</summary>
    public byte[] Text { get; } = text;

    /// <summary>The number of values, including names.</summary>
    public int Count { get; } = count;

    /// <summary>The outermost value.</summary>
    public JsonValue Root => new(this, 0);

    /// <summary>One value.</summary>
    public ref readonly JsonNode this[int index] => ref nodes[index];
}

/// <summary>
/// One value of a parsed text. The values of an object or array follow it, each with all its nested values; in an
/// object, a string with the member's name comes before each.
/// </summary>
internal struct JsonNode
{
    /// <summary>The offset of the first byte; for a string the byte after the opening quote.</summary>
    public int Start;

    /// <summary>The length in bytes; for a string without its quotes.</summary>
    public int Length;

    /// <summary>The index of the node after this one and all its nested values.</summary>
    public int End;

    public JsonKind Kind;

    /// <summary>Whether a string has escapes.</summary>
    public bool IsEscaped;

    /// <summary>Whether the text ended before the value did.</summary>
    public bool IsCut;
}

/// <summary>The kind of a JSON value.</summary>
internal enum JsonKind : byte
{
    /// <summary>There is no value.</summary>
    Missing = 0,

    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>The text is not JSON.</summary>
/// <param name="message">The error.</param>
/// <param name="offset">The byte offset of the error.</param>
internal sealed class JsonSyntaxException(string message, int offset) : Exception(message)
{
    /// <summary>The byte offset of the error.</summary>
    public int Offset { get; } = offset;
}
