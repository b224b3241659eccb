namespace FastEmit.Generators.Model;

/// <summary>A JSON array.</summary>
/// <param name="Shape">The access to its elements.</param>
/// <param name="ElementType">The elements' type, fully qualified.</param>
/// <param name="Element">How an element is written.</param>
/// <param name="IsCast">Whether the type must be cast to its interface first, because its own enumerator gives other elements.</param>
/// <param name="CanBeNull">Whether the collection can be null.</param>
/// <param name="ElementAdmitsNull">Whether an element may be null.</param>
internal sealed record ListValue(ListShape Shape, string ElementType, ValueModel Element, bool IsCast, bool CanBeNull, bool ElementAdmitsNull) : ValueModel;
