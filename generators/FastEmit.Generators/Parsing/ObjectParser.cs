using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Json;
using FastEmit.Generators.Model;
using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads nested types, each once per event.</summary>
internal static class ObjectParser
{
    /// <summary>The depth limit of readers: System.Text.Json's default.</summary>
    private const int MostLevels = 64;

    public static ValueModel? Parse(ITypeSymbol type, ParseContext context, Location? location)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named
            || named.SpecialType == SpecialType.System_Object
            || named.IsRefLikeType
            || named.DelegateInvokeMethod is not null
            || !named.IsTupleType && IsFramework(named, context))
        {
            return null;
        }

        if (!context.CanReach(named))
        {
            context.Report(DiagnosticCatalogue.Inaccessible, location, named.Name, context.EventType.Name);
            return null;
        }

        var key = (INamedTypeSymbol)named.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        if (context.TryGetNested(key, out NestedModel known))
        {
            return new ObjectValue(known.Name);
        }

        if (context.TryGetAround(key, out string around))
        {
            return new ObjectValue(around);
        }

        return Add(key, context, location) is { } model ? new ObjectValue(model.Name) : null;
    }

    private static NestedModel? Add(INamedTypeSymbol type, ParseContext context, Location? location)
    {
        if (!context.TryEnter(type, type.Name, location))
        {
            return null;
        }

        int maxDepth = type.FindAttribute(KnownTypes.MaxDepth)?.FirstArgument<int>() is { } depth ? Math.Min(Math.Max(depth, 1), MostLevels) : 0;
        if (maxDepth > 0)
        {
            context.AllowInside(type);
        }

        context.BeginNested();
        _ = context.CanReach(type);
        var derived = new List<(INamedTypeSymbol Type, DerivedModel Model)>();
        string discriminatorName = type.FindAttribute(KnownTypes.JsonPolymorphic)?.NamedArgument<string>("TypeDiscriminatorPropertyName") ?? "$type";
        string? own = null;
        foreach (AttributeData attribute in type.FindAttributes(KnownTypes.JsonDerivedType))
        {
            string? json = Discriminator(attribute);
            INamedTypeSymbol? derivedType = attribute.FirstArgument<INamedTypeSymbol>();
            if (SymbolEqualityComparer.Default.Equals(derivedType, type))
            {
                own = json;
            }
            else if (derivedType is null || !IsDerived(derivedType, type, context))
            {
                context.Report(DiagnosticCatalogue.UnsupportedJsonAttribute, location, "JsonDerivedType", type.Name, $": '{derivedType?.Name}' is not derived from it");
            }
            else if (AddDerived(derivedType, type, context, location, discriminatorName, json) is { } model)
            {
                derived.Add((derivedType, new DerivedModel(derivedType.GlobalName(), model.Name)));
            }
        }

        int errors = context.Errors;
        EquatableArray<MemberModel> members = MemberParser.Parse(type, context, Role(type, context), location);
        if (members.Count == 0 && derived.Count == 0 && context.Errors == errors)
        {
            context.Report(DiagnosticCatalogue.NoMembers, location, type.Name);
        }

        context.Leave();
        return context.EndNested(type, "", (name, isShared) => new ObjectModel(
            name,
            isShared,
            type.GlobalName(),
            type.IsReferenceType,
            members,
            discriminatorName,
            own,
            new EquatableArray<DerivedModel>([.. derived.OrderByDescending(static d => d.Type.WithBases().Count()).Select(static d => d.Model)]),
            type.IsAbstract,
            type.IsTupleType || ConstructorParser.Find(type).CanBuild(members),
            maxDepth,
            DocSummary.Of(type, context.CancellationToken)));
    }

    /// <summary>Adds a derived type with the discriminator of its base. In other places the same type has no discriminator.</summary>
    private static NestedModel? AddDerived(INamedTypeSymbol type, INamedTypeSymbol around, ParseContext context, Location? location, string discriminatorName, string? discriminator)
    {
        if (!context.TryEnter(type, type.Name, location))
        {
            return null;
        }

        context.BeginNested();
        if (!context.CanReach(type))
        {
            context.Report(DiagnosticCatalogue.Inaccessible, location, type.Name, context.EventType.Name);
        }

        EquatableArray<MemberModel> members = MemberParser.Parse(type, context, Role(around, context), location);
        context.Leave();
        return context.EndNested(type, $"{discriminatorName}:{discriminator}", (name, isShared) => new ObjectModel(
            name, isShared, type.GlobalName(), type.IsReferenceType, members, discriminatorName, discriminator, EquatableArray<DerivedModel>.Empty,
            CanBuild: ConstructorParser.Find(type).CanBuild(members), Summary: DocSummary.Of(type, context.CancellationToken)));
    }

    private static MemberRole Role(INamedTypeSymbol type, ParseContext context) =>
        SymbolEqualityComparer.Default.Equals(type, context.EventType) ? MemberRole.OneOfSeveral : MemberRole.Nested;

    private static string? Discriminator(AttributeData attribute) => attribute.ConstructorArguments.Length < 2 ? null : attribute.ConstructorArguments[1].Value switch
    {
        string text => JsonString.Quote(text),
        int number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool IsDerived(INamedTypeSymbol derived, INamedTypeSymbol type, ParseContext context) =>
        !derived.IsUnboundGenericType && context.Compilation.ClassifyCommonConversion(derived, type) is { Exists: true, IsUserDefined: false, IsNumeric: false };

    /// <summary>Whether it is a type of the framework. Those without a known wire form are refused.</summary>
    private static bool IsFramework(INamedTypeSymbol type, ParseContext context)
    {
        string container = type.ContainingNamespace?.ToDisplayString() ?? "";
        return (container == "System" || container.StartsWith("System.", StringComparison.Ordinal))
            && type.Name is not "KeyValuePair"
            && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly);
    }
}
