using System.Collections.Immutable;
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
    private readonly Dictionary<string, List<int>> _declaring = new(StringComparer.Ordinal);
    private readonly List<int> _everywhere = [];
    private readonly Dictionary<SyntaxTree, ulong> _fingerprints = [];
    private readonly List<int> _reached = [];
    private readonly bool[] _isReached;

    /// <param name="compilation">The compilation. This object keeps no reference to it.</param>
    /// <param name="previous">Earlier surroundings, which are reused if they are equal.</param>
    public ProjectOutline(Compilation compilation, Surroundings? previous)
    {
        ImmutableArray<SyntaxTree> trees = compilation is CSharpCompilation csharp ? csharp.SyntaxTrees : [.. compilation.SyntaxTrees];
        _files = new FileOutline[trees.Length];
        _isReached = new bool[trees.Length];
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        var options = new HashSet<ParseOptions>();
        for (int number = 0; number < _files.Length; number++)
        {
            FileOutline file = FileOutline.Of(trees[number]);
            _files[number] = file;
            _numbers.Add(trees[number], number);
            namespaces.UnionWith(file.Namespaces);
            options.Add(trees[number].Options);
            Declare(file, number);
        }

        var surroundings = new Surroundings(compilation.AssemblyName, compilation.Options, [.. compilation.References], namespaces, options);
        Surroundings = surroundings.Equals(previous) ? previous! : surroundings;
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
        if (!_fingerprints.TryGetValue(tree, out ulong fingerprint))
        {
            fingerprint = Compute(_numbers[tree], []);
            _fingerprints.Add(tree, fingerprint);
        }

        return fingerprint;
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
