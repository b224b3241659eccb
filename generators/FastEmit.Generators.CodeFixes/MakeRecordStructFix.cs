using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.CodeFixes;

/// <summary>
/// FE012: changes a record class to a readonly record struct, or to a mutable one. Offered only if the project then still
/// compiles without new errors or warnings about null: for example no type derives from it, and no initializer lacks a constructor.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeRecordStructFix))]
[Shared]
public sealed class MakeRecordStructFix() : EventCodeFix("FE012")
{
    protected override async Task<(string Title, Func<SyntaxNode> Fix)?> FindAsync(
        Document document, SyntaxNode root, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not RecordDeclarationSyntax record
            || record.BaseList?.Types.Any(static type => type is PrimaryConstructorBaseTypeSyntax) == true
            || record.Modifiers.Any(SyntaxKind.AbstractKeyword))
        {
            return null;
        }

        HashSet<string> before = await ProblemsAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (bool isReadOnly in new[] { true, false })
        {
            SyntaxNode mended = root.ReplaceNode(record, Convert(record, isReadOnly));
            HashSet<string> after = await ProblemsAsync(document.WithSyntaxRoot(mended), cancellationToken).ConfigureAwait(false);
            if (after.IsSubsetOf(before))
            {
                return (isReadOnly ? "Make readonly record struct" : "Make record struct", () => mended);
            }
        }

        return null;
    }

    /// <summary>The errors and the warnings about null of the project and of the projects that refer to it.</summary>
    private static async Task<HashSet<string>> ProblemsAsync(Document document, CancellationToken cancellationToken)
    {
        var problems = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<ProjectId> users = document.Project.Solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(document.Project.Id);
        foreach (ProjectId id in users.Prepend(document.Project.Id))
        {
            Compilation? compilation = await document.Project.Solution.GetProject(id)!.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
            foreach (Diagnostic diagnostic in compilation?.GetDiagnostics(cancellationToken) ?? [])
            {
                if (diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Severity == DiagnosticSeverity.Warning)
                {
                    problems.Add($"{diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
                }
            }
        }

        return problems;
    }

    private static RecordDeclarationSyntax Convert(RecordDeclarationSyntax record, bool isReadOnly)
    {
        List<SyntaxToken> modifiers = [.. record.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.SealedKeyword))];
        if (isReadOnly)
        {
            int partial = modifiers.FindIndex(static modifier => modifier.IsKind(SyntaxKind.PartialKeyword));
            modifiers.Insert(
                partial < 0 ? modifiers.Count : partial,
                SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        }

        if (modifiers.Count > 0 && record.Modifiers.Count > 0)
        {
            // The first modifier takes over the trivia before the record.
            for (int i = 0; i < modifiers.Count; i++)
            {
                modifiers[i] = modifiers[i].WithLeadingTrivia(i == 0 ? record.Modifiers.First().LeadingTrivia : default);
            }
        }

        SyntaxToken structKeyword = SyntaxFactory.Token(SyntaxKind.StructKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        SyntaxToken keyword = record.Keyword.WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.RecordDeclaration(
            SyntaxKind.RecordStructDeclaration,
            record.AttributeLists,
            SyntaxFactory.TokenList(modifiers),
            keyword,
            structKeyword,
            record.Identifier,
            record.TypeParameterList,
            record.ParameterList,
            record.BaseList,
            record.ConstraintClauses,
            record.OpenBraceToken,
            record.Members,
            record.CloseBraceToken,
            record.SemicolonToken);
    }
}
