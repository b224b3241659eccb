using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Parsing;

/// <summary>Finds the closed types of a generic event that a project names with type arguments.</summary>
internal static class GenericEvents
{
    /// <summary>The closed types, each once, in an order independent of the order of files.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Close(INamedTypeSymbol definition, Compilation compilation, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, INamedTypeSymbol>(StringComparer.Ordinal);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GenericNameSyntax[] uses = [.. FileOutline.Of(tree).Generics(definition.Name).Where(use => use.TypeArgumentList.Arguments.Count == definition.Arity)];
            SemanticModel? model = uses.Length == 0 ? null : compilation.GetSemanticModel(tree);
            foreach (GenericNameSyntax use in uses)
            {
                if (TypeOf(use, model!) is { } type && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, definition) && IsClosed(type))
                {
                    // Types that differ only in nullability are one; if a use allows null, the contract must show it.
                    string name = type.GlobalName();
                    if (!found.TryGetValue(name, out INamedTypeSymbol? known) || known.AnnotatedName().Length < type.AnnotatedName().Length)
                    {
                        found[name] = type;
                    }
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>Whether the type has no type parameter and no unknown type in it.</summary>
    public static bool IsClosed(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsClosed(array.ElementType),
        INamedTypeSymbol named => named.TypeKind != TypeKind.Error && named.TypeArguments.All(IsClosed) && (named.ContainingType is null || IsClosed(named.ContainingType)),
        _ => false,
    };

    /// <summary>Binds the name as a type at its position, without binding the code around it.</summary>
    private static INamedTypeSymbol? TypeOf(GenericNameSyntax use, SemanticModel model)
    {
        SyntaxNode whole = use;
        while (whole.Parent is QualifiedNameSyntax { Right: var right } && right == whole
            || whole.Parent is AliasQualifiedNameSyntax { Name: var name } && name == whole
            || whole.Parent is MemberAccessExpressionSyntax { Name: var member } && member == whole)
        {
            whole = whole.Parent;
        }

        ExpressionSyntax expression = whole is TypeSyntax type ? type : SyntaxFactory.ParseTypeName(whole.ToString());
        return model.GetSpeculativeTypeInfo(use.SpanStart, expression, SpeculativeBindingOption.BindAsTypeOrNamespace).Type as INamedTypeSymbol;
    }
}
