using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads collections and dictionaries.</summary>
internal sealed class CollectionParser(ParseContext context, ValueParser values, Location? location)
{
    private const string Generic = "System.Collections.Generic.";

    public ValueModel? Parse(ITypeSymbol type) =>
        (Find(type, "IReadOnlyDictionary", 2) ?? Find(type, "IDictionary", 2)) is { } pairs
            ? Dictionary(type, pairs) // never a list of pairs, for any type of key
            : List(type);

    private DictionaryValue? Dictionary(ITypeSymbol type, INamedTypeSymbol pairs)
    {
        ITypeSymbol keyType = pairs.TypeArguments[0];
        ITypeSymbol valueType = pairs.TypeArguments[1];
        if (Key(keyType) is not { } key || Inside(type, valueType) is not { } value)
        {
            return null;
        }

        bool isInterface = type.TypeKind == TypeKind.Interface;
        if (isInterface)
        {
            values.ReportAllocation(type);
        }

        values.ReportUnbounded(type);
        string arguments = $"{keyType.GlobalName()}, {valueType.GlobalName()}";
        string? seenAs = Enumerates(type, "KeyValuePair", keyType, valueType) ? null : $"global::{Generic}IEnumerable<global::{Generic}KeyValuePair<{arguments}>>";
        return new DictionaryValue(isInterface ? $"global::{Generic}Dictionary<{arguments}>" : null, seenAs, key, KeyText(keyType), value, type.IsReferenceType, keyType.GlobalName(), valueType.GlobalName(), valueType.AdmitsNull());
    }

    /// <summary>The model of a collection's elements; null, with a report, when the collection contains itself.</summary>
    private ValueModel? Inside(ITypeSymbol collection, ITypeSymbol element)
    {
        if (!context.TryEnter(collection, collection.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), location))
        {
            return null;
        }

        ValueModel? value = values.Parse(element);
        context.Leave();
        return value;
    }

    private ValueModel? Key(ITypeSymbol type)
    {
        if (JsonConverters.Find(type) is { } converter && !JsonConverters.WritesEnumsByName(converter))
        {
            JsonConverters.Report(type.Name, context, location);
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration && ScalarTypes.Find(enumeration.EnumUnderlyingType!) is { } number)
        {
            return new EnumValue(EnumParser.Parse(enumeration, number, context), AsKey: true);
        }

        return ScalarTypes.Find(type) switch
        {
            { } kind when ScalarTypes.IsNumber(kind) || kind == ScalarKind.Boolean =>
                new ScalarValue(kind, Quoted: true, NamedFloats: ScalarTypes.IsFloat(kind)),
            { } kind and (ScalarKind.String or ScalarKind.Guid or ScalarKind.Char or ScalarKind.DateTime or ScalarKind.DateTimeOffset
                or ScalarKind.DateOnly or ScalarKind.TimeOnly or ScalarKind.TimeSpan) => new ScalarValue(kind),
            ScalarKind.Uri or ScalarKind.Version => new ScalarValue(ScalarKind.String),
            _ => null,
        };
    }

    private static string KeyText(ITypeSymbol type) => ScalarTypes.Find(type) switch
    {
        ScalarKind.Uri => "?.OriginalString",
        ScalarKind.Version => "?.ToString()",
        _ => "",
    };

    private ListValue? List(ITypeSymbol type)
    {
        if (Shape(type) is not var (shape, elementType) || Inside(type, elementType) is not { } element)
        {
            return null;
        }

        bool isCast = shape == ListShape.Enumerator && !Enumerates(type, elementType.Name, elementType);
        shape = isCast ? ListShape.Enumerable : shape;
        if (shape == ListShape.Enumerable)
        {
            values.ReportAllocation(type);
        }

        values.ReportUnbounded(type);
        return new ListValue(shape, elementType.GlobalName(), element, isCast, type.IsReferenceType || shape == ListShape.ImmutableArray, elementType.AdmitsNull());
    }

    /// <summary>Whether <c>foreach</c> over the type gives these elements: a public GetEnumerator takes precedence over the interfaces.</summary>
    private static bool Enumerates(ITypeSymbol type, string name, params ITypeSymbol[] elementOrArguments)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return type.AllInterfaces.Add((INamedTypeSymbol)type).Count(static candidate => candidate.IsNamed(Generic + "IEnumerable") && candidate.Arity == 1) == 1;
        }

        IMethodSymbol? own = null;
        for (ITypeSymbol? level = type; level is not null && own is null; level = level.BaseType)
        {
            own = level.GetMembers("GetEnumerator").OfType<IMethodSymbol>().FirstOrDefault(static method =>
                method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, Parameters.IsEmpty: true, Arity: 0 });
        }

        if (own is null)
        {
            return type.AllInterfaces.Count(static candidate => candidate.IsNamed(Generic + "IEnumerable") && candidate.Arity == 1) == 1;
        }

        ITypeSymbol enumerator = own.ReturnType;
        ITypeSymbol? current = enumerator.AllInterfaces.OfType<ITypeSymbol>().Prepend(enumerator)
            .Concat(Bases(enumerator))
            .SelectMany(static level => level.GetMembers("Current").OfType<IPropertySymbol>())
            .FirstOrDefault(static property => property.DeclaredAccessibility == Accessibility.Public)?.Type;
        return elementOrArguments.Length == 1
            ? SymbolEqualityComparer.Default.Equals(current, elementOrArguments[0])
            : current is INamedTypeSymbol pair && pair.Name == name && Enumerable.SequenceEqual(pair.TypeArguments, elementOrArguments, SymbolEqualityComparer.Default);

        static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
        {
            for (ITypeSymbol? level = type.BaseType; level is not null; level = level.BaseType)
            {
                yield return level;
            }
        }
    }

    /// <summary>The interface that the type implements, if it is the only one of this definition; two would be ambiguous.</summary>
    private static INamedTypeSymbol? Find(ITypeSymbol type, string name, int arity) => type.IsAmbiguous(Generic + name, arity) ? null : type.FindInterface(Generic + name, arity);

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

        if (type.IsAmbiguous(Generic + "IEnumerable", 1))
        {
            return null;
        }

        INamedTypeSymbol? indexed = Find(type, "IReadOnlyList", 1) ?? Find(type, "IList", 1);
        if (indexed is not null && type.TypeKind == TypeKind.Interface)
        {
            return (ListShape.Indexed, indexed.TypeArguments[0]);
        }

        return Find(type, "IEnumerable", 1) is { } enumerable
            ? (type.TypeKind == TypeKind.Interface ? ListShape.Enumerable : ListShape.Enumerator, enumerable.TypeArguments[0])
            : null;
    }
}
