using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Caching;

/// <summary>
/// The project-wide state that determines the meaning of type names. A new type does not belong to it: it only matters where its name is used,
/// and there its file is part of the fingerprint. A new namespace does: a name of a type may then mean the namespace.
/// </summary>
internal sealed class Surroundings(
    string? assemblyName, CompilationOptions options, ImmutableArray<MetadataReference> references, HashSet<string> namespaces, HashSet<ParseOptions> parsing)
    : IEquatable<Surroundings>
{
    private readonly string? _assemblyName = assemblyName;
    private readonly CompilationOptions _options = options;
    private readonly ImmutableArray<MetadataReference> _references = references;
    private readonly HashSet<string> _namespaces = namespaces;
    private readonly HashSet<ParseOptions> _parsing = parsing;

    public bool Equals(Surroundings? other) =>
        other is not null
        && _assemblyName == other._assemblyName
        && (ReferenceEquals(_options, other._options) || _options.Equals(other._options))
        && (ReferenceEquals(_namespaces, other._namespaces) || _namespaces.SetEquals(other._namespaces))
        && (ReferenceEquals(_parsing, other._parsing) || _parsing.SetEquals(other._parsing))
        && _references.SequenceEqual(other._references); // a changed reference is another object

    public override bool Equals(object? obj) => Equals(obj as Surroundings);

    public override int GetHashCode() => _namespaces.Count;
}
