using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Caching;

/// <summary>Reads all declarations of a file, without the content of methods and of initializers that are not constants.</summary>
internal sealed class DeclarationReader
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private TextHash _hash = TextHash.Start();

    public DeclarationReader(SyntaxNode root) => Read(root);

    public ulong Hash => _hash.Value;

    /// <summary>The names in the declarations, including the declared ones.</summary>
    public IReadOnlyCollection<string> Names => _names;

    private void Read(SyntaxNode node)
    {
        if (IsInside(node))
        {
            _hash.Add(node.Kind().ToString());
            _hash.Add(node is EqualsValueClauseSyntax initializer ? PlainInitializer.Shape(initializer.Value) : "");
            NullableDirectives(node);
            return;
        }

        foreach (SyntaxNodeOrToken child in node.ChildNodesAndTokens())
        {
            if (child.AsNode() is { } inner)
            {
                Read(inner);
            }
            else
            {
                Read(child.AsToken());
            }
        }
    }

    private void Read(SyntaxToken token)
    {
        _hash.Add(token.Text);
        if (token.IsKind(SyntaxKind.IdentifierToken))
        {
            _names.Add(token.ValueText);
        }

        if (token.HasLeadingTrivia)
        {
            Trivia(token.LeadingTrivia);
        }
    }

    /// <summary>Whether other declarations cannot see the node's content. Only its presence counts, and for an initializer whether it is plain.</summary>
    private static bool IsInside(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax or ConstructorInitializerSyntax or GlobalStatementSyntax => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax field } } =>
            !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };

    /// <summary>A directive in a method applies to the declarations after it.</summary>
    private void NullableDirectives(SyntaxNode node)
    {
        if (node.ContainsDirectives)
        {
            foreach (SyntaxTrivia trivia in node.DescendantTrivia())
            {
                if (trivia.IsKind(SyntaxKind.NullableDirectiveTrivia))
                {
                    _hash.Add(trivia.ToString());
                }
            }
        }
    }

    /// <summary>Documentation before a declaration counts too, because the contract contains it.</summary>
    private void Trivia(SyntaxTriviaList list)
    {
        foreach (SyntaxTrivia trivia in list)
        {
            if (trivia.IsKind(SyntaxKind.NullableDirectiveTrivia) || DocSummary.IsDocumentation(trivia))
            {
                _hash.Add(trivia.ToString());
            }
        }
    }
}
