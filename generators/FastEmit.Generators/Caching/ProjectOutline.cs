using System.Collections.Immutable;
using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Caching;

/// <summary>The outlines of all files of one compilation, and the fingerprints for the events of a file.</summary>
internal sealed class ProjectOutline
{
    private const string AttributeSuffix = "Attribute";

    private readonly FileOutline[] _files;
    private readonly Dictionary<SyntaxTree, int> _numbers = [];
    private readonly Dictionary<string, List<int>> _declaring;
    private readonly List<int> _everywhere;
    private readonly ulong?[] _fingerprints;
    private readonly HashSet<string> _namespaces;
    private readonly HashSet<ParseOptions> _options;
    private readonly List<int> _reached = [];
    private readonly bool[] _isReached;

    /// <param name="compilation">The compilation. This object keeps no reference to it.</param>
    /// <param name="latest">The outline of an earlier compilation. Its parts are reused if no declaration has changed.</param>
    /// <param name="surroundings">Earlier surroundings, which are reused if they are equal.</param>
    public ProjectOutline(Compilation compilation, ProjectOutline? latest, Surroundings? surroundings)
    {
        ImmutableArray<SyntaxTree> trees = compilation is CSharpCompilation csharp ? csharp.SyntaxTrees : [.. compilation.SyntaxTrees];
        _files = new FileOutline[trees.Length];
        _isReached = new bool[trees.Length];
        for (int number = 0; number < _files.Length; number++)
        {
            _files[number] = FileOutline.Of(trees[number]);
            _numbers.Add(trees[number], number);
        }

        if (latest is not null && DeclaresTheSame(latest))
        {
            // As after a key stroke in a method: nothing that an event can depend on has changed.
            (_declaring, _everywhere, _fingerprints, _namespaces, _options) = (latest._declaring, latest._everywhere, latest._fingerprints, latest._namespaces, latest._options);
        }
        else
        {
            (_declaring, _everywhere, _fingerprints, _namespaces, _options) = (new(StringComparer.Ordinal), [], new ulong?[trees.Length], new(StringComparer.Ordinal), []);
            for (int number = 0; number < _files.Length; number++)
            {
                _namespaces.UnionWith(_files[number].Namespaces);
                _options.Add(trees[number].Options);
                Declare(_files[number], number);
            }
        }

        var current = new Surroundings(compilation.AssemblyName, compilation.Options, [.. compilation.References], _namespaces, _options);
        Surroundings = current.Equals(surroundings) ? surroundings! : current;
    }

    /// <summary>The project-wide rules for finding names. The fingerprint covers the project's types that a name finds.</summary>
    public Surroundings Surroundings { get; }

    /// <summary>
    /// A hash of all declarations that the events of a file can depend on: those of the file, those of every file that declares a type
    /// with a name used in them, and so on. Names are compared without their meaning, so that the hash may include too much, but never too
    /// little.
    /// </summary>
    public ulong Fingerprint(SyntaxTree tree)
    {
        int number = _numbers[tree];
        return _fingerprints[number] ??= Compute(number, []);
    }

    /// <summary>The fingerprint of a generic event, which also depends on every use of it with type arguments.</summary>
    public ulong Fingerprint(SyntaxTree tree, string genericName)
    {
        var hash = TextHash.Start();
        var uses = new List<(int File, GenericNameSyntax Use)>();
        for (int number = 0; number < _files.Length; number++)
        {
            foreach (GenericNameSyntax use in _files[number].Generics(genericName))
            {
                uses.Add((number, use));
                hash.Add(use.ToString());
                AddScopes(use, ref hash);
            }
        }

        hash.Add(Compute(_numbers[tree], uses));
        return hash.Value;
    }

    /// <summary>Adds the scopes around a name, which can declare types and type parameters.</summary>
    private static void AddScopes(GenericNameSyntax use, ref TextHash hash)
    {
        foreach (SyntaxNode around in use.Ancestors())
        {
            hash.Add(around switch
            {
                BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
                BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
                LocalFunctionStatementSyntax { TypeParameterList: { } parameters } => parameters.ToString(),
                MethodDeclarationSyntax { TypeParameterList: { } parameters } => parameters.ToString(),
                _ => "",
            });
        }
    }

    /// <summary>Whether file by file the declarations are those of the other, read in the same way.</summary>
    private bool DeclaresTheSame(ProjectOutline other)
    {
        bool isSame = _files.Length == other._files.Length;
        for (int number = 0; isSame && number < _files.Length; number++)
        {
            isSame = ReferenceEquals(_files[number], other._files[number]) || _files[number].DeclaresTheSame(other._files[number]);
        }

        return isSame;
    }

    private void Declare(FileOutline file, int number)
    {
        if (file.ConcernsAll)
        {
            _everywhere.Add(number);
        }

        foreach (string name in file.Declared)
        {
            Declare(name, number);
            if (name.EndsWith(AttributeSuffix, StringComparison.Ordinal))
            {
                Declare(name.Substring(0, name.Length - AttributeSuffix.Length), number);
            }
        }
    }

    private void Declare(string name, int number)
    {
        if (!_declaring.TryGetValue(name, out List<int>? files))
        {
            _declaring.Add(name, files = []);
        }

        files.Add(number);
    }

    private ulong Compute(int start, List<(int File, GenericNameSyntax Use)> uses)
    {
        _reached.Clear();
        Reach(start);
        foreach ((int file, GenericNameSyntax use) in uses)
        {
            Reach(file);
            foreach (SyntaxToken name in use.TypeArgumentList.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)))
            {
                if (_declaring.TryGetValue(name.ValueText, out List<int>? files))
                {
                    files.ForEach(Reach);
                }
            }
        }

        _everywhere.ForEach(Reach);
        for (int next = 0; next < _reached.Count; next++)
        {
            foreach (string name in _files[_reached[next]].Names)
            {
                if (_declaring.TryGetValue(name, out List<int>? files))
                {
                    files.ForEach(Reach);
                }
            }
        }

        _reached.Sort(); // the order of files determines the order of a partial type's members
        var hash = TextHash.Start();
        foreach (int number in _reached)
        {
            hash.Add(_files[number].Declarations);
            _isReached[number] = false;
        }

        return hash.Value;
    }

    private void Reach(int number)
    {
        if (!_isReached[number])
        {
            _isReached[number] = true;
            _reached.Add(number);
        }
    }
}
