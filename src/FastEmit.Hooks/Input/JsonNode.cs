namespace FastEmit.Hooks.Input;

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
