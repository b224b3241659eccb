using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Caching;

/// <summary>
/// What of one file can matter to events in other files, without their meaning: which namespaces and types it
/// declares, and, where that is asked for, the members that it declares and the names that it uses for that. What is inside of
/// methods and initializers is left out: no event depends on it. Computed once a file.
/// </summary>
internal sealed class FileOutline
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileOutline> All = new();

    private readonly SyntaxTree _tree;
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private DeclarationReader? _declarations;
    private ILookup<string, GenericNameSyntax>? _generics;

    private FileOutline(SyntaxTree tree)
    {
        _tree = tree;
        var headers = new HeaderReader(_declared);
        headers.Read((CompilationUnitSyntax)tree.GetRoot());
        Namespaces = headers.Namespaces;
        ConcernsAll = headers.HasGlobalUsings || headers.HasDefaults;
    }

    /// <summary>The namespaces that it declares something in.</summary>
    public IReadOnlyCollection<string> Namespaces { get; }

    /// <summary>Whether its usings are every file's, or its attributes every event's.</summary>
    public bool ConcernsAll { get; }

    /// <summary>The simple names of its types and of its aliases.</summary>
    public IReadOnlyCollection<string> Declared => _declared;

    /// <summary>All of its declarations, members included.</summary>
    public ulong Declarations => Declaring.Hash;

    /// <summary>The names that stand in its declarations.</summary>
    public IReadOnlyCollection<string> Names => Declaring.Names;

    /// <summary>Where it names a generic type with types in place of its parameters, by the type's simple name; in methods too.</summary>
    public IEnumerable<GenericNameSyntax> Generics(string name) => (_generics ??= _tree.GetRoot().DescendantNodes()
        .OfType<GenericNameSyntax>()
        .Where(static generic => !generic.IsUnboundGenericName)
        .ToLookup(static generic => generic.Identifier.ValueText, StringComparer.Ordinal))[name];

    private DeclarationReader Declaring => _declarations ??= new DeclarationReader(_tree.GetRoot());

    public static FileOutline Of(SyntaxTree tree) => All.GetValue(tree, static key => new FileOutline(key));
}
