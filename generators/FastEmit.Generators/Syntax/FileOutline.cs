using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Syntax;

/// <summary>
/// The parts of a file that can affect events in other files, by their syntax only: the namespaces and types that it
/// declares and, on demand, the members that it declares with the names in them. The content of
/// methods and initializers is omitted, because no event depends on it. Computed once per file.
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

    /// <summary>The namespaces of its declarations.</summary>
    public IReadOnlyCollection<string> Namespaces { get; }

    /// <summary>Whether it has global usings, or attributes for all events.</summary>
    public bool ConcernsAll { get; }

    /// <summary>The simple names of its types and of its aliases.</summary>
    public IReadOnlyCollection<string> Declared => _declared;

    /// <summary>A hash of all its declarations, including members.</summary>
    public ulong Declarations => Declaring.Hash;

    /// <summary>Whether the two differ only inside of methods and initializers.</summary>
    public bool DeclaresTheSame(FileOutline other) => Declarations == other.Declarations && _tree.Options.Equals(other._tree.Options);

    /// <summary>The names in its declarations.</summary>
    public IReadOnlyCollection<string> Names => Declaring.Names;

    /// <summary>The uses of a generic type with type arguments, by the type's simple name; also in methods.</summary>
    public IEnumerable<GenericNameSyntax> Generics(string name) => (_generics ??= _tree.GetRoot().DescendantNodes()
        .OfType<GenericNameSyntax>()
        .Where(static generic => !generic.IsUnboundGenericName)
        .ToLookup(static generic => generic.Identifier.ValueText, StringComparer.Ordinal))[name];

    private DeclarationReader Declaring => _declarations ??= new DeclarationReader(_tree.GetRoot());

    public static FileOutline Of(SyntaxTree tree) => All.GetValue(tree, static key => new FileOutline(key));
}
