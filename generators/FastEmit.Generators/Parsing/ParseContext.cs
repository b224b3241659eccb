using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>The shared state of an event's parsers: the diagnostics, the naming policy, and the nested types found so far.</summary>
internal sealed class ParseContext(
    INamedTypeSymbol eventType, Compilation compilation, NamingPolicy naming, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
{
    /// <summary>The maximum depth that servers' parsers and readers accept.</summary>
    public const int MaxDepth = 32;

    private readonly Dictionary<ITypeSymbol, NestedModel> _found = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, string> _around = new(SymbolEqualityComparer.Default);
    private readonly List<ITypeSymbol> _path = [];
    private readonly Stack<bool> _reachable = new([true]);

    public INamedTypeSymbol EventType { get; } = eventType;

    public Compilation Compilation { get; } = compilation;

    public NamingPolicy Naming { get; } = naming;

    /// <summary>The number of errors so far, so that a caller does not report an error a second time.</summary>
    public int Errors { get; private set; }

    /// <summary>Whether the event is refused because a type contains itself or is too deep.</summary>
    public bool IsTooDeep { get; private set; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The nested types, each after the types that it contains.</summary>
    public List<NestedModel> Nested { get; } = [];

    /// <summary>Whether enums without a converter are written by name.</summary>
    public bool EnumsByName { get; } = compilation.Assembly.FindAttribute(KnownTypes.HookEventDefaults)?.NamedArgument<bool>("EnumsByName") ?? false;

    /// <summary>The assembly's own converters.</summary>
    public AttributeData[] Converters { get; } = [.. compilation.Assembly.FindAttributes(KnownTypes.EventConverter)];

    public bool HasTimestamp { get; set; }

    /// <summary>The sum of the limits of all members that have one.</summary>
    public long BoundedLength { get; set; }

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments)
    {
        Errors += descriptor.DefaultSeverity == DiagnosticSeverity.Error ? 1 : 0;
        diagnostics.Report(descriptor, location, arguments);
    }

    /// <summary>
    /// Enters a type; <see cref="Leave"/> leaves it. False, with a report, for a type that encloses this one
    /// or is too deep. The event is refused then, and no further type is entered: types that grow on
    /// each level would never end.
    /// </summary>
    public bool TryEnter(ITypeSymbol type, string name, Location? location)
    {
        if (IsTooDeep)
        {
            return false;
        }

        if (_path.Count >= MaxDepth || _path.Contains(type, SymbolEqualityComparer.Default))
        {
            IsTooDeep = true;
            Report(DiagnosticCatalogue.Cyclic, location, name, EventType.Name);
            return false;
        }

        _path.Add(type);
        return true;
    }

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>
    /// Whether generated code inside of the event can access the symbol. If other code of the assembly cannot, the serializer being parsed
    /// cannot be shared.
    /// </summary>
    public bool CanReach(ISymbol symbol, ITypeSymbol? through = null)
    {
        if (!Compilation.IsSymbolAccessibleWithin(symbol, EventType.IsGenericType ? Compilation.Assembly : EventType, through) || symbol is ITypeSymbol type && !HasGlobalName(type))
        {
            return false;
        }

        if (!IsReachableAnywhere(symbol))
        {
            StayLocal();
        }

        return true;
    }

    /// <summary>Begins a nested type with its own serializer.</summary>
    public void BeginNested() => _reachable.Push(true);

    /// <summary>Ends the nested type: adds its model unless it exists, and returns it.</summary>
    /// <param name="type">The type.</param>
    /// <param name="role">The role that distinguishes it from the same type in other places, or an empty text.</param>
    /// <param name="create">Creates the model from its name and whether it is shared.</param>
    public NestedModel EndNested(ITypeSymbol type, string role, Func<string, bool, NestedModel> create)
    {
        bool isShared = _reachable.Pop();
        if (_around.TryGetValue(type, out string? expected) && role.Length == 0)
        {
            _around.Remove(type);
            if (expected != NameOf(type, role, isShared))
            {
                Report(DiagnosticCatalogue.Cyclic, EventType.Locations.FirstOrDefault(), type.Name, EventType.Name);
            }
        }

        NestedModel model = create(NameOf(type, role, isShared), isShared);
        if (Nested.FirstOrDefault(other => other.Name == model.Name) is { } same)
        {
            model = same;
        }
        else
        {
            Nested.Add(model);
        }

        if (role.Length == 0)
        {
            _found.Add(type, model);
        }

        Use(model);
        return model;
    }

    /// <summary>Allows the type, whose depth is limited, to contain itself.</summary>
    public void AllowInside(ITypeSymbol type) => _around.Add(type, NameOf(type, "", IsReachableAnywhere(type)));

    /// <summary>The serializer of such a type while it is being parsed.</summary>
    public bool TryGetAround(ITypeSymbol type, out string name)
    {
        if (!_around.TryGetValue(type, out name!))
        {
            return false;
        }

        if (!IsReachableAnywhere(type))
        {
            StayLocal();
        }

        return true;
    }

    public bool TryGetNested(ITypeSymbol type, out NestedModel model)
    {
        if (_found.TryGetValue(type, out model!))
        {
            Use(model);
            return true;
        }

        return false;
    }

    private bool IsReachableAnywhere(ISymbol symbol) => Compilation.IsSymbolAccessibleWithin(symbol, Compilation.Assembly);

    /// <summary>The unique name of a type in a role, the same in every event if the events share it.</summary>
    private string NameOf(ITypeSymbol type, string role, bool isShared)
    {
        string readable = new([.. type.Name.Where(static c => c < 128 && char.IsLetterOrDigit(c))]);
        var hash = TextHash.Start();
        hash.Add(Compilation.AssemblyName ?? "");
        hash.Add(type.GlobalName());
        hash.Add(Naming.ToString());
        hash.Add(role);
        return $"{(isShared ? RuntimeNames.Shared : "")}{(char.IsLetter(readable.FirstOrDefault()) ? "" : "T")}{readable}_{hash.Value:x16}";
    }

    private void Use(NestedModel model)
    {
        if (!model.IsShared)
        {
            StayLocal();
        }
    }

    private void StayLocal()
    {
        _reachable.Pop();
        _reachable.Push(false);
    }

    /// <summary>Whether global:: reaches the type. It does not reach a file-local type or one behind an extern alias.</summary>
    private bool HasGlobalName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => HasGlobalName(array.ElementType),
        INamedTypeSymbol named => !named.IsFileLocal
            && (named.ContainingType is null || HasGlobalName(named.ContainingType))
            && named.TypeArguments.All(HasGlobalName)
            && (named.ContainingAssembly is not { } assembly
                || Compilation.GetMetadataReference(assembly) is not { Properties.Aliases: { IsEmpty: false } aliases }
                || aliases.Contains("global")),
        _ => true,
    };
}
