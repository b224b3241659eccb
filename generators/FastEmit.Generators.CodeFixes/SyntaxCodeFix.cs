using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.CodeFixes;

/// <summary>A fix that needs only the syntax.</summary>
public abstract class SyntaxCodeFix(string diagnosticId) : EventCodeFix(diagnosticId)
{
    protected sealed override Task<(string Title, Func<SyntaxNode> Fix)?> FindAsync(
        Document document, SyntaxNode root, Diagnostic diagnostic, CancellationToken cancellationToken) => Task.FromResult(Find(root, diagnostic));

    /// <summary>The title of the fix and the function that creates the fixed file; null when there is nothing to fix.</summary>
    protected abstract (string Title, Func<SyntaxNode> Fix)? Find(SyntaxNode root, Diagnostic diagnostic);
}
