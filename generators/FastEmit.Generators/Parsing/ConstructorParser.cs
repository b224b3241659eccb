using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Finds out how an event can be built from its members.</summary>
internal static class ConstructorParser
{
    /// <summary>
    /// The parameters, by member name, of the constructor that takes the most members; a record's primary constructor is
    /// the usual one.
    /// </summary>
    public static Dictionary<string, IParameterSymbol> FindParameters(INamedTypeSymbol type)
    {
        Dictionary<string, IParameterSymbol> best = [];
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected || IsCopy(constructor, type))
            {
                continue;
            }

            var members = new Dictionary<string, IParameterSymbol>(StringComparer.Ordinal);
            foreach (IParameterSymbol parameter in constructor.Parameters)
            {
                if (FindMember(type, parameter) is { } name && !members.ContainsKey(name))
                {
                    members.Add(name, parameter);
                }
            }

            if (members.Count == constructor.Parameters.Length && members.Count > best.Count)
            {
                best = members;
            }
        }

        return best;
    }

    public static Construction Decide(INamedTypeSymbol type, EquatableArray<MemberModel> members)
    {
        if (members.All(static member => member.Origin != MemberOrigin.Computed))
        {
            return Construction.None;
        }

        Dictionary<string, IParameterSymbol> parameters = FindParameters(type);
        bool takesAll = parameters.Keys.All(name => members.Any(member => member.Name.TrimStart('@') == name));
        bool hasConstructor = parameters.Count > 0
            || type.IsValueType
            || type.InstanceConstructors.Any(static constructor => constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility != Accessibility.Private);
        return takesAll && hasConstructor && !type.IsAbstract ? Construction.Build : Construction.Impossible;
    }

    private static string? FindMember(INamedTypeSymbol type, IParameterSymbol parameter)
    {
        foreach (INamedTypeSymbol level in type.WithBases())
        {
            foreach (ISymbol member in level.GetMembers())
            {
                ITypeSymbol? memberType = (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;
                if (!member.IsStatic && !member.IsImplicitlyDeclaredField() && memberType is not null
                    && string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
                    && SymbolEqualityComparer.Default.Equals(memberType, parameter.Type))
                {
                    return member.Name;
                }
            }
        }

        return null;
    }

    private static bool IsImplicitlyDeclaredField(this ISymbol member) => member is IFieldSymbol && member.IsImplicitlyDeclared;

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);
}
