namespace FastEmit.Hooks.Input;

/// <summary>A member of an object.</summary>
internal readonly struct JsonMember(JsonValue name, JsonValue value)
{
    /// <summary>Its name, a string.</summary>
    public JsonValue Name { get; } = name;

    /// <summary>Its value.</summary>
    public JsonValue Value { get; } = value;

    /// <summary>Whether it has this name.</summary>
    public bool HasName(ReadOnlySpan<byte> name) => Name.Is(name);
}

/// <summary>The members of an object, in their order.</summary>
internal struct JsonMembers(JsonTable table, int first, int end)
{
    private int _next = first;

    /// <summary>The current member of the enumeration.</summary>
    public JsonMember Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly JsonMembers GetEnumerator() => this;

    /// <summary>Goes to the next member.</summary>
    public bool MoveNext()
    {
        if (_next >= end)
        {
            return false;
        }

        Current = new JsonMember(new JsonValue(table, _next), new JsonValue(table, _next + 1));
        _next = table[_next + 1].End;
        return true;
    }
}

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
