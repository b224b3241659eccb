namespace FastEmit.Hooks.Input;

/// <summary>What a JSON value is.</summary>
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
