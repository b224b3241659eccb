using FastEmit.Generators.Caching;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>What the parsers of one event share: where to report, how to name, and which nested types they have met.</summary>
internal sealed class ParseContext(
    INamedTypeSymbol eventType, Compilation compilation, NamingPolicy naming, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
{
    /// <summary>Nested deeper than this, servers' parsers and readers give up.</summary>
    public const int MaxDepth = 32;

    private readonly Dictionary<ITypeSymbol, NestedModel> _found = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, string> _around = new(SymbolEqualityComparer.Default);
    private readonly List<ITypeSymbol> _path = [];
    private readonly Stack<bool> _reachable = new([true]);

    public INamedTypeSymbol EventType { get; } = eventType;

    public Compilation Compilation { get; } = compilation;

    public NamingPolicy Naming { get; } = naming;

    /// <summary>Errors so far: what is an error already is not reported a second time by a caller.</summary>
    public int Errors { get; private set; }

    /// <summary>Whether a type contained itself, so that the event is refused.</summary>
    public bool IsTooDeep { get; private set; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The nested types, each behind those that it consists of.</summary>
    public List<NestedModel> Nested { get; } = [];

    /// <summary>Whether enums without a converter are written by name.</summary>
    public bool EnumsByName { get; } = compilation.Assembly.FindAttribute(KnownTypes.HookEventDefaults)?.NamedArgument<bool>("EnumsByName") ?? false;

    /// <summary>The assembly's own converters.</summary>
    public AttributeData[] Converters { get; } = [.. compilation.Assembly.FindAttributes(KnownTypes.EventConverter)];

    public bool HasTimestamp { get; set; }

    /// <summary>The sum of the bounds of all members that have one: the event may become that large.</summary>
    public long BoundedLength { get; set; }

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments)
    {
        Errors += descriptor.DefaultSeverity == DiagnosticSeverity.Error ? 1 : 0;
        diagnostics.Report(descriptor, location, arguments);
    }

    /// <summary>
    /// Goes into a type, for <see cref="Leave"/> to come out of again. False, and reported, for one that is around this place
    /// already or too deep. After that the event is refused, so that nothing is looked into any more: types that grow on
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
            Report(Diagnostics.DiagnosticCatalogue.Cyclic, location, name, EventType.Name);
            return false;
        }

        _path.Add(type);
        return true;
    }

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>
    /// Whether generated code inside of the event can use it. If only that, and not any other code of the assembly, the serializer being parsed
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

    /// <summary>Begins what is written by a serializer of its own.</summary>
    public void BeginNested() => _reachable.Push(true);

    /// <summary>Ends it: adds its model unless another member has done so, and returns it.</summary>
    /// <param name="type">The type.</param>
    /// <param name="role">What sets it apart from the same type elsewhere, or an empty text.</param>
    /// <param name="create">Makes the model from its name and whether it is shared.</param>
    public NestedModel EndNested(ITypeSymbol type, string role, Func<string, bool, NestedModel> create)
    {
        bool isShared = _reachable.Pop();
        if (_around.TryGetValue(type, out string? expected) && role.Length == 0)
        {
            _around.Remove(type);
            if (expected != NameOf(type, role, isShared))
            {
                Report(Diagnostics.DiagnosticCatalogue.Cyclic, EventType.Locations.FirstOrDefault(), type.Name, EventType.Name);
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

    /// <summary>Lets the type, which is bounded in depth, be inside of itself.</summary>
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

    /// <summary>One name for one type in one role, the same in every event if the events share it.</summary>
    private string NameOf(ITypeSymbol type, string role, bool isShared)
    {
        string readable = new([.. type.Name.Where(static c => c < 128 && char.IsLetterOrDigit(c))]);
        var hash = TextHash.Start();
        hash.Add(Compilation.AssemblyName ?? "");
        hash.Add(type.GlobalName());
        hash.Add(Naming.ToString());
        hash.Add(role);
        return $"{(isShared ? Emission.RuntimeNames.Shared : "")}{(char.IsLetter(readable.FirstOrDefault()) ? "" : "T")}{readable}_{hash.Value:x16}";
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

    /// <summary>Not so: a type of one file, or of a reference that only an extern alias leads to.</summary>
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
