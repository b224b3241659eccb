namespace FastEmit.Hooks.Input;

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
