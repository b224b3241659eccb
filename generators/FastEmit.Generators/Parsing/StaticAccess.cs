using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>The accessibility of an event's method with parameters of certain types.</summary>
internal static class StaticAccess
{
    /// <summary>The keyword; null when no other code can name all of the types.</summary>
    public static string? Find(INamedTypeSymbol eventType, IEnumerable<ITypeSymbol> parameters, Compilation compilation)
    {
        string access = "public";
        foreach (ITypeSymbol type in parameters)
        {
            Accessibility needed = Narrowest(type);
            if (needed == Accessibility.Public || Narrowest(eventType) == Accessibility.Private && SharesContainer(eventType, type))
            {
                continue;
            }

            if (!compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
            {
                return null;
            }

            access = Narrowest(eventType) == Accessibility.Internal ? access : "internal";
        }

        return access;
    }

    /// <summary>The keyword of a class beside the type; null when the type is private to another.</summary>
    public static string? Of(INamedTypeSymbol type) => Narrowest(type) switch
    {
        Accessibility.Public => "public",
        Accessibility.Internal => "internal",
        _ => null,
    };

    /// <summary>Public, internal, or private for any accessibility that depends on the location.</summary>
    private static Accessibility Narrowest(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Narrowest(array.ElementType);
            case INamedTypeSymbol named:
                Accessibility own = named.DeclaredAccessibility switch
                {
                    Accessibility.Public or Accessibility.NotApplicable => Accessibility.Public,
                    Accessibility.Internal => Accessibility.Internal,
                    _ => Accessibility.Private,
                };
                return named.TypeArguments.Select(Narrowest)
                    .Append(own)
                    .Append(named.ContainingType is { } outer ? Narrowest(outer) : Accessibility.Public)
                    .Min();
            default:
                return Accessibility.Public;
        }
    }

    /// <summary>Whether both are private to one type, so that code which can name the event can name the other type.</summary>
    private static bool SharesContainer(INamedTypeSymbol eventType, ITypeSymbol type) =>
        type is INamedTypeSymbol { ContainingType: { } container, TypeArguments.IsEmpty: true }
        && eventType.DeclaredAccessibility == Accessibility.Private
        && SymbolEqualityComparer.Default.Equals(eventType.ContainingType, container);
}
