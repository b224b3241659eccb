using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Architecture.Tests;

/// <summary>The sizes of the types and files of a set of sources.</summary>
internal sealed class House
{
    private const int SmallFileLines = 30;

    private static readonly Lazy<House> Sources = new(static () => Measure(
    [
        .. from root in (string[])["src", "generators"]
           from file in RepositoryRoot.SourcesBelow(root)
           let path = Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/')
           where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
           select (path, File.ReadAllText(file)),
    ]));

    private House(IReadOnlyList<TypeSize> types, int files, int smallFiles)
    {
        Types = types;
        Files = files;
        SmallFiles = smallFiles;
    }

    /// <summary>The sources of <c>src</c> and <c>generators</c>.</summary>
    public static House Measured => Sources.Value;

    public IReadOnlyList<TypeSize> Types { get; }

    public int Files { get; }

    /// <summary>The number of files with fewer than 30 lines.</summary>
    public int SmallFiles { get; }

    /// <param name="sources">The path of each source from the repository's root, and its text.</param>
    public static House Measure(IReadOnlyList<(string Path, string Text)> sources) => new(
        [
            .. from source in sources
               let project = source.Path.Split('/')[1]
               from declaration in CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
               group declaration by (Project: project, Space: SpaceOf(declaration), Name: NameOf(declaration)) into parts
               select new TypeSize($"{parts.Key.Project}/{parts.Key.Name}", parts.Count(), parts.Sum(FieldsOf)),
        ],
        sources.Count,
        sources.Count(static source => source.Text.Count(static c => c == '\n') < SmallFileLines));

    private static string SpaceOf(TypeDeclarationSyntax type) => type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>The name after those of the types around it: <c>Outer.Inner</c>; of a generic type with the number of its parameters.</summary>
    private static string NameOf(TypeDeclarationSyntax type) =>
        (type.Parent is TypeDeclarationSyntax outer ? NameOf(outer) + "." : "")
        + type.Identifier.ValueText
        + (type.TypeParameterList is { } generic ? $"`{generic.Parameters.Count}" : "");

    /// <summary>The number of private instance fields that one part declares.</summary>
    private static int FieldsOf(TypeDeclarationSyntax part) => part.Members
        .OfType<FieldDeclarationSyntax>()
        .Where(static field => !field.Modifiers.Any(static modifier => modifier.Kind()
            is SyntaxKind.StaticKeyword or SyntaxKind.ConstKeyword or SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword))
        .Sum(static field => field.Declaration.Variables.Count);
}

/// <summary>The size of a type.</summary>
/// <param name="Name">Its project and name: <c>FastEmit/Lane</c>.</param>
/// <param name="Parts">The number of its declarations.</param>
/// <param name="Fields">The number of its private instance fields, over all parts.</param>
internal sealed record TypeSize(string Name, int Parts, int Fields);
