using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads collections and dictionaries.</summary>
internal sealed class CollectionParser(ParseContext context, ValueParser values)
{
    private const string Generic = "System.Collections.Generic.";

    public ValueModel? Parse(ITypeSymbol type) =>
        (type.FindInterface(Generic + "IReadOnlyDictionary", 2) ?? type.FindInterface(Generic + "IDictionary", 2)) is { } pairs
            ? Dictionary(type, pairs) // never a list of pairs, whatever its keys are
            : List(type);

    private DictionaryValue? Dictionary(ITypeSymbol type, INamedTypeSymbol pairs)
    {
        if (Key(pairs.TypeArguments[0]) is not { } key || values.Parse(pairs.TypeArguments[1]) is not { } value)
        {
            return null;
        }

        bool isInterface = type.TypeKind == TypeKind.Interface;
        if (isInterface)
        {
            values.ReportAllocation(type);
        }

        values.ReportUnbounded(type);
        string? concrete = isInterface
            ? $"global::{Generic}Dictionary<{pairs.TypeArguments[0].FullName()}, {pairs.TypeArguments[1].FullName()}>"
            : null;
        return new DictionaryValue(concrete, key, value, type.IsReferenceType);
    }

    private ValueModel? Key(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration && ScalarTypes.Find(enumeration.EnumUnderlyingType!) is { } number)
        {
            return new EnumValue(context.AddEnum(enumeration, () => EnumParser.Parse(enumeration, number)));
        }

        return ScalarTypes.Find(type) switch
        {
            { } kind when ScalarTypes.IsNumber(kind) || kind == ScalarKind.Boolean =>
                new ScalarValue(kind, Quoted: true, NamedFloats: ScalarTypes.IsFloat(kind)),
            { } kind and (ScalarKind.String or ScalarKind.Guid or ScalarKind.Char or ScalarKind.DateTime or ScalarKind.DateTimeOffset
                or ScalarKind.DateOnly or ScalarKind.TimeOnly or ScalarKind.TimeSpan or ScalarKind.Uri or ScalarKind.Version) => new ScalarValue(kind),
            _ => null,
        };
    }

    private ListValue? List(ITypeSymbol type)
    {
        if (Shape(type) is not var (shape, elementType) || values.Parse(elementType) is not { } element)
        {
            return null;
        }

        if (shape == ListShape.Enumerable)
        {
            values.ReportAllocation(type);
        }

        values.ReportUnbounded(type);
        return new ListValue(shape, elementType.FullName(), element, type.IsReferenceType || shape == ListShape.ImmutableArray);
    }

    private static (ListShape Shape, ITypeSymbol Element)? Shape(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            return (ListShape.Array, array.ElementType);
        }

        if (type is INamedTypeSymbol { Arity: 1 } named)
        {
            ListShape? direct = named.PlainName() switch
            {
                Generic + "List" => ListShape.List,
                "System.Collections.Immutable.ImmutableArray" => ListShape.ImmutableArray,
                "System.Memory" or "System.ReadOnlyMemory" => ListShape.Memory,
                _ => null,
            };
            if (direct is { } shape)
            {
                return (shape, named.TypeArguments[0]);
            }
        }

        if (type.SpecialType == SpecialType.System_String)
        {
            return null;
        }

        INamedTypeSymbol? indexed = type.FindInterface(Generic + "IReadOnlyList", 1) ?? type.FindInterface(Generic + "IList", 1);
        if (indexed is not null && type.TypeKind == TypeKind.Interface)
        {
            return (ListShape.Indexed, indexed.TypeArguments[0]);
        }

        return type.FindInterface(Generic + "IEnumerable", 1) is { } enumerable
            ? (type.TypeKind == TypeKind.Interface ? ListShape.Enumerable : ListShape.Enumerator, enumerable.TypeArguments[0])
            : null;
    }
}
