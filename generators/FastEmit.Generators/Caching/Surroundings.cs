using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Caching;

/// <summary>What decides which type a name means, anywhere in a project.</summary>
internal sealed class Surroundings(string? assemblyName, CompilationOptions options, ImmutableArray<MetadataReference> references, ulong headers)
    : IEquatable<Surroundings>
{
    private readonly string? _assemblyName = assemblyName;
    private readonly CompilationOptions _options = options;
    private readonly ImmutableArray<MetadataReference> _references = references;
    private readonly ulong _headers = headers;

    public bool Equals(Surroundings? other) =>
        other is not null
        && _headers == other._headers
        && _assemblyName == other._assemblyName
        && (ReferenceEquals(_options, other._options) || _options.Equals(other._options))
        && _references.SequenceEqual(other._references); // a reference that has changed is another object

    public override bool Equals(object? obj) => Equals(obj as Surroundings);

    public override int GetHashCode() => _headers.GetHashCode();
}
