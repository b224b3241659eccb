namespace FastEmit.Hooks.Input;

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
