using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FastEmit.Generators.CodeFixes;

/// <summary>FE022: adds <c>[Redact]</c> to a member that looks like a secret.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddRedactFix))]
[Shared]
public sealed class AddRedactFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["FE022"];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        if (MemberSyntax.Find(root, context.Diagnostics[0].Location) is { } member)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    "Add [Redact]",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(member, MemberSyntax.AddAttribute(member, "FastEmit.Events.Redact")))),
                    nameof(AddRedactFix)),
                context.Diagnostics);
        }
    }
}
