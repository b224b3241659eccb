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
