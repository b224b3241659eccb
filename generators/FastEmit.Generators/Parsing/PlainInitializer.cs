using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Parsing;

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
