using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Finds the user's own members that conflict with generated ones.</summary>
internal static class EventShape
{
    /// <summary>Members that are generated unless the user has one of that name.</summary>
    private static readonly string[] OptionalNames = ["EventName", "EventNamespace", "Descriptor", "Serialize", "TrySerialize", "EmitAsync"];

    /// <summary>The names of generated members that the user's members take, including the overloads of <c>Emit</c>.</summary>
    public static EquatableArray<string> TakenNames(INamedTypeSymbol type, ITypeSymbol[] parameters)
    {
        List<string> taken = [.. OptionalNames.Where(name => type.Name == name || Members(type, name).Any())];
        bool isTaken = type.Name == "Emit" || Members(type, "Emit").Any(static member => member is not IMethodSymbol);
        Overloads("FastEmit.HookEmitter", EventEmission.InstanceEmitName, EventEmission.StaticEmitName);
        Overloads("FastEmit.IHookEmitter", EventEmission.InstanceSeamName, EventEmission.StaticSeamName);
        return new EquatableArray<string>([.. taken]);

        void Overloads(string emitter, string instanceName, string staticName)
        {
            IMethodSymbol[] overloads = [.. type.GetMembers("Emit").OfType<IMethodSymbol>().Where(method =>
                !IsGenerated(method) && method.Parameters.Length > 0 && method.Parameters[0].Type.IsNamed(emitter))];
            if (isTaken || overloads.Any(static method => method.Parameters.Length == 1))
            {
                taken.Add(instanceName);
            }

            if (isTaken || overloads.Any(method => method.Parameters.Skip(1).Select(static p => p.Type).SequenceEqual(parameters, SymbolEqualityComparer.Default)))
            {
                taken.Add(staticName);
            }
        }
    }

    /// <summary>A name similar to this one that neither the type nor its members have.</summary>
    public static string FreeName(INamedTypeSymbol type, string name) =>
        new NameScope(type.WithBases().SelectMany(static level => level.GetMembers().Where(static member => !IsGenerated(member))).Select(static member => member.Name).Append(type.Name)).Take(name);

    /// <summary>Whether it is a struct whose members can be read without changing it, and so without a copy.</summary>
    public static bool IsReadOnly(INamedTypeSymbol type, EquatableArray<MemberModel> members) =>
        type.IsValueType && members.All(member => Find(type, member.Name.TrimStart('@')) is not IPropertySymbol { GetMethod.IsReadOnly: false });

    public static ITypeSymbol TypeOf(INamedTypeSymbol type, string name) => Find(type, name) switch
    {
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        _ => type,
    };

    /// <summary>The type's property or field of that name, its own before its bases'.</summary>
    public static ISymbol? Find(INamedTypeSymbol type, string name) =>
        type.WithBases().SelectMany(level => level.GetMembers(name)).FirstOrDefault(static member => member is IPropertySymbol or IFieldSymbol);

    /// <summary>The members of that name of the type and its bases, without generated ones, which cause no conflict.</summary>
    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type, string name) =>
        type.WithBases().SelectMany(level => level.GetMembers(name)).Where(static member => !IsGenerated(member));

    private static bool IsGenerated(ISymbol member) => member.FindAttribute("System.CodeDom.Compiler.GeneratedCodeAttribute") is not null;
}
