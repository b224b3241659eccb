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
