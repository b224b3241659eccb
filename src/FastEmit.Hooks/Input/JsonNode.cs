namespace FastEmit.Hooks.Input;

/// <summary>
/// One value of a parsed text. The values of an object or array follow it, each with everything inside of it; in an
/// object, a string with the member's name stands before each.
/// </summary>
internal struct JsonNode
{
    /// <summary>The first byte: of a string behind its quote.</summary>
    public int Start;

    /// <summary>Bytes, of a string without its quotes.</summary>
    public int Length;

    /// <summary>The index of the node behind this one and everything inside of it.</summary>
    public int End;

    public JsonKind Kind;

    /// <summary>Whether a string has escapes.</summary>
    public bool IsEscaped;

    /// <summary>Whether the text ended before the value did.</summary>
    public bool IsCut;
}
