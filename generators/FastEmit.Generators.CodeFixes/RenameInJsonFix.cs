using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.CodeFixes;

/// <summary>FE007: gives the second of two members of one JSON name another: the name with a number behind it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameInJsonFix))]
[Shared]
public sealed class RenameInJsonFix() : EventCodeFix("FE007")
{
    protected override (string Title, Func<SyntaxNode> Fix)? Find(SyntaxNode root, Diagnostic diagnostic)
    {
        if (MemberSyntax.Find(root, diagnostic.Location) is not { } member
            || !diagnostic.Properties.TryGetValue(HookEventAnalyzer.DetailProperty, out string? jsonName) || jsonName is null)
        {
            return null;
        }

        string freeName = FreeName(member, jsonName);
        return ($"Write it as \"{freeName}\"", () => root.ReplaceNode(member, Rename(member, freeName)));
    }

    private static SyntaxNode Rename(SyntaxNode member, string name)
    {
        if (MemberSyntax.FindAttribute(member, "JsonPropertyName")?.ArgumentList?.Arguments.FirstOrDefault() is { } argument)
        {
            return member.ReplaceNode(
                argument.Expression,
                SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)));
        }

        return MemberSyntax.AddAttribute(member, "System.Text.Json.Serialization.JsonPropertyName", name);
    }

    /// <summary>The first numbered name that no text of the type's declaration contains.</summary>
    private static string FreeName(SyntaxNode member, string jsonName)
    {
        string declaration = member.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.ToString();
        int number = 2;
        while (declaration.IndexOf($"\"{jsonName}_{number}\"", StringComparison.Ordinal) >= 0)
        {
            number++;
        }

        return $"{jsonName}_{number}";
    }
}
