using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Determines how an event can be built from its members.</summary>
internal sealed class ConstructorParser
{
    private readonly INamedTypeSymbol _type;

    private ConstructorParser(INamedTypeSymbol type, IMethodSymbol? constructor, Dictionary<string, IParameterSymbol> parameters)
    {
        _type = type;
        Constructor = constructor;
        Parameters = parameters;
    }

    /// <summary>The constructor with the most members as parameters, usually a record's primary constructor. Null when no constructor has any.</summary>
    public IMethodSymbol? Constructor { get; }

    /// <summary>Its parameters by member name.</summary>
    public Dictionary<string, IParameterSymbol> Parameters { get; }

    public static ConstructorParser Find(INamedTypeSymbol type)
    {
        IMethodSymbol? chosen = null;
        Dictionary<string, IParameterSymbol> best = new(StringComparer.Ordinal);
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected || IsCopy(constructor, type))
            {
                continue;
            }

            var members = new Dictionary<string, IParameterSymbol>(StringComparer.Ordinal);
            foreach (IParameterSymbol parameter in constructor.Parameters)
            {
                if (parameter.RefKind != RefKind.Out && FindMember(type, parameter) is { } name && !members.ContainsKey(name))
                {
                    members.Add(name, parameter);
                }
            }

            if (members.Count == constructor.Parameters.Length && members.Count > best.Count)
            {
                chosen = constructor;
                best = members;
            }
        }

        return new ConstructorParser(type, chosen, best);
    }

    public Construction Decide(EquatableArray<MemberModel> members, CancellationToken cancellationToken)
    {
        string[] names = [.. members.Select(static member => member.Name.TrimStart('@'))];
        if (members.All(static member => member.Origin != MemberOrigin.Computed) && !UserCode.Runs(_type, this, names, cancellationToken))
        {
            return Construction.None;
        }

        return CanBuild(members) ? Construction.Build : Construction.Impossible;
    }

    /// <summary>Whether the members cover the constructor parameters and all required members.</summary>
    public bool CanBuild(EquatableArray<MemberModel> members)
    {
        string[] names = [.. members.Select(static member => member.Name.TrimStart('@'))];
        bool hasConstructor = Constructor is not null
            || _type.IsValueType
            || _type.InstanceConstructors.Any(static constructor => constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility != Accessibility.Private);
        return hasConstructor && !_type.IsAbstract && Parameters.Keys.All(names.Contains) && Required().All(names.Contains);
    }

    private IEnumerable<string> Required()
    {
        IMethodSymbol? constructor = Constructor ?? _type.InstanceConstructors.FirstOrDefault(static candidate => candidate.Parameters.IsEmpty);
        return constructor?.FindAttribute("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute") is not null
            ? []
            : _type.WithBases().SelectMany(static level => level.GetMembers())
                .Where(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                .Select(static member => member.Name);
    }

    private static string? FindMember(INamedTypeSymbol type, IParameterSymbol parameter)
    {
        foreach (INamedTypeSymbol level in type.WithBases())
        {
            // An equal name takes precedence over one that differs in case.
            foreach (ISymbol member in level.GetMembers().OrderBy(member => member.Name != parameter.Name))
            {
                ITypeSymbol? memberType = (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;
                if (!member.IsStatic && !(member is IFieldSymbol && member.IsImplicitlyDeclared) && memberType is not null
                    && string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
                    && SymbolEqualityComparer.Default.Equals(memberType, parameter.Type))
                {
                    return member.Name;
                }
            }
        }

        return null;
    }

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);
}
