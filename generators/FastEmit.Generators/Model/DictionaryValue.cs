namespace FastEmit.Generators.Model;

/// <summary>A JSON object made of pairs.</summary>
/// <param name="ConcreteType">The <c>Dictionary</c> type to test for at run time when the member's type is an interface, so that its enumeration allocates nothing; otherwise null.</param>
/// <param name="Pairs">The interface to enumerate it through, when its own enumerator gives other elements; otherwise null.</param>
/// <param name="Key">How a key is written, always as a string.</param>
/// <param name="KeyText">The call that converts a key of another type to a string: <c>?.ToString()</c>.</param>
/// <param name="Value">How a value is written.</param>
/// <param name="CanBeNull">Whether the dictionary can be null.</param>
/// <param name="KeyType">The type of its keys, fully qualified.</param>
/// <param name="ValueType">The type of its values, fully qualified.</param>
/// <param name="ValueAdmitsNull">Whether a value may be null.</param>
internal sealed record DictionaryValue(string? ConcreteType, string? Pairs, ValueModel Key, string KeyText, ValueModel Value, bool CanBeNull, string KeyType, string ValueType, bool ValueAdmitsNull) : ValueModel;
