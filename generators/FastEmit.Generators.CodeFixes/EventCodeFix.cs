using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FastEmit.Generators.CodeFixes;

/// <summary>A fix of one diagnostic that changes the syntax of its file.</summary>
public abstract class EventCodeFix : CodeFixProvider
{
    /// <param name="diagnosticId">The diagnostic that it fixes.</param>
    protected EventCodeFix(string diagnosticId) => FixableDiagnosticIds = [diagnosticId];

    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (await FindAsync(context.Document, root, diagnostic, context.CancellationToken).ConfigureAwait(false) is var (title, fixedRoot))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(fixedRoot())), GetType().Name), diagnostic);
            }
        }
    }

    /// <summary>The title of the fix and the function that creates the fixed file; null when there is nothing to fix.</summary>
    protected abstract Task<(string Title, Func<SyntaxNode> Fix)?> FindAsync(
        Document document, SyntaxNode root, Diagnostic diagnostic, CancellationToken cancellationToken);
}

/// <summary>A fix that needs only the syntax.</summary>
public abstract class SyntaxCodeFix(string diagnosticId) : EventCodeFix(diagnosticId)
{
    protected sealed override Task<(string Title, Func<SyntaxNode> Fix)?> FindAsync(
        Document document, SyntaxNode root, Diagnostic diagnostic, CancellationToken cancellationToken) => Task.FromResult(Find(root, diagnostic));

    /// <summary>The title of the fix and the function that creates the fixed file; null when there is nothing to fix.</summary>
    protected abstract (string Title, Func<SyntaxNode> Fix)? Find(SyntaxNode root, Diagnostic diagnostic);
}
