using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads nested types, each once an event, wherever they are declared.</summary>
internal static class ObjectParser
{
    public static ValueModel? Parse(ITypeSymbol type, ParseContext context, Location? location)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named
            || named.SpecialType == SpecialType.System_Object
            || named.IsRefLikeType
            || named.DelegateInvokeMethod is not null
            || IsFramework(named))
        {
            return null;
        }

        if (!IsAccessible(named, context))
        {
            context.Report(DiagnosticCatalogue.Inaccessible, location, named.Name, context.EventType.Name);
            return null;
        }

        ITypeSymbol key = named.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        if (context.Path.Contains(key, SymbolEqualityComparer.Default) || context.Path.Count >= ParseContext.MaxDepth)
        {
            context.Report(DiagnosticCatalogue.Cyclic, location, named.Name, context.EventType.Name);
            return null;
        }

        return context.TryGetObject(key, out int index)
            ? new ObjectValue(index)
            : new ObjectValue(Add(named, key, context, location, discriminator: null));
    }

    private static int Add(INamedTypeSymbol type, ITypeSymbol key, ParseContext context, Location? location, string? discriminator)
    {
        int index = context.ReserveObject(key);
        context.Path.Add(key);
        var derived = new List<(INamedTypeSymbol Type, DerivedModel Model)>();
        string discriminatorName = type.FindAttribute(KnownTypes.JsonPolymorphic)?.NamedArgument<string>("TypeDiscriminatorPropertyName") ?? "$type";
        string? own = discriminator;
        foreach (AttributeData attribute in type.FindAttributes(KnownTypes.JsonDerivedType))
        {
            if (attribute.FirstArgument<INamedTypeSymbol>() is not { } derivedType)
            {
                continue;
            }

            string? json = attribute.ConstructorArguments.Length < 2 ? null : attribute.ConstructorArguments[1].Value switch
            {
                string text => Emission.JsonLiteral.Quote(text),
                int number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => null,
            };
            if (SymbolEqualityComparer.Default.Equals(derivedType, type))
            {
                own = json;
                continue;
            }

            int derivedIndex = context.Objects.Count;
            derivedIndex = AddDerived(derivedType, context, location, discriminatorName, json);
            derived.Add((derivedType, new DerivedModel(derivedType.FullNameNotNull(), derivedIndex)));
        }

        EquatableArray<MemberModel> members = MemberParser.Parse(type, context, isEvent: false, location);
        context.Path.RemoveAt(context.Path.Count - 1);
        context.Objects[index] = new ObjectModel(
            type.FullNameNotNull(),
            type.IsReferenceType,
            members,
            discriminatorName,
            own,
            new EquatableArray<DerivedModel>([.. derived.OrderByDescending(static d => d.Type.WithBases().Count()).Select(static d => d.Model)]));
        return index;
    }

    /// <summary>A derived type in the role that its base gives it; elsewhere the same type has no discriminator.</summary>
    private static int AddDerived(INamedTypeSymbol type, ParseContext context, Location? location, string discriminatorName, string? discriminator)
    {
        int index = context.Objects.Count;
        context.Objects.Add(null);
        context.Path.Add(type);
        EquatableArray<MemberModel> members = MemberParser.Parse(type, context, isEvent: false, location);
        context.Path.RemoveAt(context.Path.Count - 1);
        context.Objects[index] = new ObjectModel(
            type.FullNameNotNull(), type.IsReferenceType, members, discriminatorName, discriminator, EquatableArray<DerivedModel>.Empty);
        return index;
    }

    /// <summary>The framework's own types that are not known to be values are none that anybody means to send.</summary>
    private static bool IsFramework(INamedTypeSymbol type)
    {
        string container = type.ContainingNamespace?.ToDisplayString() ?? "";
        return (container == "System" || container.StartsWith("System.", StringComparison.Ordinal))
            && type.Name is not "KeyValuePair";
    }

    private static bool IsAccessible(INamedTypeSymbol type, ParseContext context) =>
        !type.IsFileLocal && context.Compilation.IsSymbolAccessibleWithin(type, context.EventType);
}
