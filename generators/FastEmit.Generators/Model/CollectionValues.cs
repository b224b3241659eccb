namespace FastEmit.Generators.Model;

/// <summary>A JSON array.</summary>
/// <param name="Shape">The access to its elements.</param>
/// <param name="ElementType">The elements' type, fully qualified.</param>
/// <param name="Element">How an element is written.</param>
/// <param name="IsCast">Whether the type must be cast to its interface first, because its own enumerator gives other elements.</param>
/// <param name="CanBeNull">Whether the collection can be null.</param>
/// <param name="ElementAdmitsNull">Whether an element may be null.</param>
internal sealed record ListValue(ListShape Shape, string ElementType, ValueModel Element, bool IsCast, bool CanBeNull, bool ElementAdmitsNull) : ValueModel;

/// <summary>The fastest access to a collection's elements that its type allows.</summary>
internal enum ListShape
{
    /// <summary>An array.</summary>
    Array = 0,

    /// <summary>A <c>List</c>, through its span.</summary>
    List,

    /// <summary>An <c>ImmutableArray</c>, which can be the default value without an array.</summary>
    ImmutableArray,

    /// <summary>A <c>Memory</c>, <c>ReadOnlyMemory</c> or <c>ArraySegment</c>.</summary>
    Memory,

    /// <summary>By index.</summary>
    Indexed,

    /// <summary>By the enumerator of the known type.</summary>
    Enumerator,

    /// <summary>Through an interface: the actual type is known only at run time.</summary>
    Enumerable,
}

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

/// <summary>Pairs that are written as further members of their object, after its own.</summary>
internal sealed record ExtensionValue(DictionaryValue Pairs) : ValueModel;
