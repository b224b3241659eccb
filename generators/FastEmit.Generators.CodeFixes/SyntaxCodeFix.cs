using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.CodeFixes;

/// <summary>A fix that needs nothing but the syntax.</summary>
public abstract class SyntaxCodeFix(string diagnosticId) : EventCodeFix(diagnosticId)
{
    protected sealed override Task<(string Title, Func<SyntaxNode> Fix)?> FindAsync(
        Document document, SyntaxNode root, Diagnostic diagnostic, CancellationToken cancellationToken) => Task.FromResult(Find(root, diagnostic));

    /// <summary>What the fix is called, and what makes the mended file; null when there is nothing to mend.</summary>
    protected abstract (string Title, Func<SyntaxNode> Fix)? Find(SyntaxNode root, Diagnostic diagnostic);
}
