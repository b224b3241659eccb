using System.Collections.Concurrent;
using FastEmit.Generators.Emission;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FastEmit.Generators.Parsing;

/// <summary>Finds calls that emit a closed type that the source never names: the compiler inferred it, so it has no wire form.</summary>
internal sealed class ClosedTypes(Compilation compilation)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, HashSet<string>> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The closed type for which the call would fail, or null.</summary>
    public INamedTypeSymbol? FindUnnamed(IInvocationOperation call, CancellationToken cancellationToken)
    {
        IMethodSymbol method = call.TargetMethod;
        for (int i = 0; i < method.TypeArguments.Length; i++)
        {
            if (method.TypeArguments[i] is INamedTypeSymbol { IsGenericType: true } argument
                && method.TypeParameters[i].ConstraintTypes.Any(static constraint => constraint.IsNamed(KnownTypes.Event))
                && IsUnnamed(argument, cancellationToken))
            {
                return argument;
            }
        }

        return method is { IsStatic: false, ContainingType: { IsGenericType: true } around, Name: "Emit" or "EmitAsync" or "Serialize" or "TrySerialize" } && IsUnnamed(around, cancellationToken)
            ? around
            : null;
    }

    private bool IsUnnamed(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (type.OriginalDefinition.FindAttribute(KnownTypes.HookEvent) is null || !GenericEvents.IsClosed(type))
        {
            return false;
        }

        // A closed type of another assembly's event must be named in that assembly, which has its contract.
        return SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
            ? !_known.GetOrAdd(type.OriginalDefinition, definition => [.. GenericEvents.Close(definition, compilation, cancellationToken).Select(static one => one.GlobalName())]).Contains(type.GlobalName())
            : !type.ContainingAssembly.FindAttributes(KnownTypes.EventContract).Any(contract =>
                contract.ConstructorArguments is { Length: 4 } arguments && arguments[2].Value as string == SchemaEmission.NameOf(type.GlobalName()));
    }
}
