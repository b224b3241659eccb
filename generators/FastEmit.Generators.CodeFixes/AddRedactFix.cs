using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FastEmit.Generators.CodeFixes;

/// <summary>FE022: adds <c>[Redact]</c> to a member that looks like a secret.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddRedactFix))]
[Shared]
public sealed class AddRedactFix() : SyntaxCodeFix("FE022")
{
    protected override (string Title, Func<SyntaxNode> Fix)? Find(SyntaxNode root, Diagnostic diagnostic) =>
        MemberSyntax.Find(root, diagnostic.Location) is { } member
            ? ("Add [Redact]", () => root.ReplaceNode(member, MemberSyntax.AddAttribute(member, "FastEmit.Events.Redact")))
            : null;
}
