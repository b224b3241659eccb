using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.CodeFixes;

/// <summary>FE012: turns a record class that nothing is derived from into a readonly record struct.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeRecordStructFix))]
[Shared]
public sealed class MakeRecordStructFix() : EventCodeFix("FE012")
{
    protected override (string Title, Func<SyntaxNode> Fix)? Find(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is RecordDeclarationSyntax { BaseList: null } record
            && !record.Modifiers.Any(SyntaxKind.AbstractKeyword)
            ? (IsMutable(record) ? "Make record struct" : "Make readonly record struct", () => root.ReplaceNode(record, Convert(record)))
            : null;

    private static RecordDeclarationSyntax Convert(RecordDeclarationSyntax record)
    {
        List<SyntaxToken> modifiers = [.. record.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.SealedKeyword))];
        if (!IsMutable(record))
        {
            int partial = modifiers.FindIndex(static modifier => modifier.IsKind(SyntaxKind.PartialKeyword));
            modifiers.Insert(
                partial < 0 ? modifiers.Count : partial,
                SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        }

        if (modifiers.Count > 0)
        {
            // What stood before the record stands before its first modifier, whichever that is now.
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

    private static bool IsMutable(RecordDeclarationSyntax record) => record.Members.Any(static member => member switch
    {
        PropertyDeclarationSyntax property => property.AccessorList?.Accessors.Any(static accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration)) == true,
        FieldDeclarationSyntax field => !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) && !field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    });
}
