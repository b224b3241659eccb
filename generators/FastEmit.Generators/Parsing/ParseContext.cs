using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>What the parsers of one event share: where to report, how to name, and which nested types they have met.</summary>
internal sealed class ParseContext(
    INamedTypeSymbol eventType, Compilation compilation, NamingPolicy naming, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
{
    /// <summary>Nested deeper than this, servers' parsers and readers give up.</summary>
    public const int MaxDepth = 32;

    private readonly Dictionary<ITypeSymbol, int> _objects = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, int> _enums = new(SymbolEqualityComparer.Default);

    public INamedTypeSymbol EventType { get; } = eventType;

    public Compilation Compilation { get; } = compilation;

    public NamingPolicy Naming { get; } = naming;

    /// <summary>Errors so far: what is an error already is not reported a second time by a caller.</summary>
    public int Errors { get; private set; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The models of nested objects; null while one is being parsed.</summary>
    public List<ObjectModel?> Objects { get; } = [];

    public List<EnumModel> Enums { get; } = [];

    /// <summary>The nested types around the one being parsed: a type among them is a cycle.</summary>
    public List<ITypeSymbol> Path { get; } = [];

    public bool HasTimestamp { get; set; }

    /// <summary>The sum of the bounds of all members that have one: the event may become that large.</summary>
    public long BoundedLength { get; set; }

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments)
    {
        Errors += descriptor.DefaultSeverity == DiagnosticSeverity.Error ? 1 : 0;
        diagnostics.Report(descriptor, location, arguments);
    }

    public bool TryGetObject(ITypeSymbol type, out int index) => _objects.TryGetValue(type, out index);

    public int ReserveObject(ITypeSymbol type)
    {
        int index = Objects.Count;
        Objects.Add(null);
        _objects.Add(type, index);
        return index;
    }

    public int AddEnum(ITypeSymbol type, Func<EnumModel> create)
    {
        if (!_enums.TryGetValue(type, out int index))
        {
            index = Enums.Count;
            Enums.Add(create());
            _enums.Add(type, index);
        }

        return index;
    }
}
