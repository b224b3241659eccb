namespace FastEmit.Hooks.Input;

/// <summary>The values in an array, in their order.</summary>
internal struct JsonItems(JsonTable table, int first, int end)
{
    private int _next = first;

    /// <summary>The current value of the enumeration.</summary>
    public JsonValue Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly JsonItems GetEnumerator() => this;

    /// <summary>Goes to the next value.</summary>
    public bool MoveNext()
    {
        if (_next >= end)
        {
            return false;
        }

        Current = new JsonValue(table, _next);
        _next = table[_next].End;
        return true;
    }
}
