using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Parsing;

/// <summary>Properties of symbols that several parsers need.</summary>
internal static class SymbolFacts
{
    private static readonly SymbolDisplayFormat WithAnnotations = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat MetadataLike = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>The fully qualified C# name of the type, with nullable annotations.</summary>
    /// <remarks>A reference from code without annotations may be null.</remarks>
    public static string AnnotatedName(this ITypeSymbol type) =>
        type.ToDisplayString(WithAnnotations) + (type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.None } ? "?" : "");

    /// <summary>Whether the type allows null. A reference from code without annotations does.</summary>
    public static bool AdmitsNull(this ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        || type is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.NotAnnotated };

    /// <summary>The fully qualified C# name of the type, without annotations: equal for equal types.</summary>
    public static string GlobalName(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>Namespace and name without type arguments.</summary>
    public static string PlainName(this ITypeSymbol type) => type.OriginalDefinition.ToDisplayString(MetadataLike);

    /// <summary>Whether it has this <see cref="PlainName"/>, which is built only if the last part is equal.</summary>
    public static bool IsNamed(this ITypeSymbol type, string plainName)
    {
        string name = type.Name;
        int start = plainName.Length - name.Length;
        return start > 0
            && plainName[start - 1] == '.'
            && string.CompareOrdinal(plainName, start, name, 0, name.Length) == 0
            && type.PlainName() == plainName;
    }

    public static AttributeData? FindAttribute(this ISymbol symbol, string metadataName)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && type.IsNamed(metadataName))
            {
                return attribute;
            }
        }

        return null;
    }

    public static IEnumerable<AttributeData> FindAttributes(this ISymbol symbol, string metadataName) =>
        symbol.GetAttributes().Where(attribute => attribute.AttributeClass?.IsNamed(metadataName) == true);

    /// <summary>The constructor's first argument.</summary>
    public static T? FirstArgument<T>(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0] is { Kind: not TypedConstantKind.Array, Value: T value } ? value : default;

    public static T? NamedArgument<T>(this AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value)
            {
                return value;
            }
        }

        return default;
    }

    public static Location? Location(this AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation();

    /// <summary>Whether every declaration of the type and of the types around it is partial.</summary>
    public static bool IsPartial(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            foreach (SyntaxReference reference in current.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax() is TypeDeclarationSyntax declaration
                    && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The type and its bases, the most derived first, without the framework's root types.</summary>
    public static IEnumerable<INamedTypeSymbol> WithBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type;
            current is not null && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType);
            current = current.BaseType)
        {
            yield return current;
        }
    }

    /// <summary>Whether the type implements the interface more than once, with different arguments.</summary>
    public static bool IsAmbiguous(this ITypeSymbol type, string plainName, int arity) =>
        type.AllInterfaces.Count(candidate => candidate.Arity == arity && candidate.IsNamed(plainName))
            + (type is INamedTypeSymbol named && named.Arity == arity && named.IsNamed(plainName) ? 1 : 0) > 1;

    /// <summary>The interface of this definition that the type implements, or the type itself.</summary>
    public static INamedTypeSymbol? FindInterface(this ITypeSymbol type, string plainName, int arity)
    {
        if (type is INamedTypeSymbol named && Matches(named))
        {
            return named;
        }

        return type.AllInterfaces.FirstOrDefault(Matches);

        bool Matches(INamedTypeSymbol candidate) => candidate.Arity == arity && candidate.IsNamed(plainName);
    }
}
