using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Syntax;

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

/// <summary>Initializers that run no code: literals and names.</summary>
internal static class PlainInitializer
{
    public static bool Is(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax or IdentifierNameSyntax or DefaultExpressionSyntax => true,
        PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax } => true,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => Is(suppressed.Operand),
        CollectionExpressionSyntax { Elements.Count: 0 } => true,
        _ => false,
    };

    /// <summary>The relevant shape of an initializer: equal texts for equivalent initializers.</summary>
    public static string Shape(ExpressionSyntax expression) => Name(expression) ?? (Is(expression) ? "1" : "");

    /// <summary>The identifier without escaping; null when the expression is not an identifier.</summary>
    public static string? Name(ExpressionSyntax expression) => expression is IdentifierNameSyntax name ? name.Identifier.ValueText : null;
}
