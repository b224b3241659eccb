namespace FastEmit.Generators.Model;

/// <summary>A JSON object made of pairs.</summary>
/// <param name="ConcreteType">The <c>Dictionary</c> type to look for behind an interface, so that enumerating it allocates nothing; else null.</param>
/// <param name="Pairs">The interface to enumerate it through, because its own enumerator gives something else; else null.</param>
/// <param name="Key">How a key is written; a string in the end.</param>
/// <param name="KeyText">What makes a string of a key that is written as one but is none: <c>?.ToString()</c>.</param>
/// <param name="Value">How a value is written.</param>
/// <param name="CanBeNull">Whether the dictionary can be null.</param>
/// <param name="KeyType">The type of its keys, fully qualified.</param>
/// <param name="ValueType">The type of its values, fully qualified.</param>
/// <param name="ValueAdmitsNull">Whether a value may be null.</param>
internal sealed record DictionaryValue(string? ConcreteType, string? Pairs, ValueModel Key, string KeyText, ValueModel Value, bool CanBeNull, string KeyType, string ValueType, bool ValueAdmitsNull) : ValueModel;
