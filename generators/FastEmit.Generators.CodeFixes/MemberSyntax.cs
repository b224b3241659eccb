using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace FastEmit.Generators.CodeFixes;

/// <summary>The declaration of a member: a property, a field, or a parameter of a record.</summary>
internal static class MemberSyntax
{
    public static SyntaxNode? Find(SyntaxNode root, Location location) =>
        root.FindNode(location.SourceSpan).FirstAncestorOrSelf<SyntaxNode>(static node =>
            node is PropertyDeclarationSyntax or FieldDeclarationSyntax or ParameterSyntax { Parent.Parent: RecordDeclarationSyntax });

    /// <summary>The member with one more attribute, whose name is shortened if the file's usings allow it.</summary>
    public static SyntaxNode AddAttribute(SyntaxNode member, string name, string? argument = null)
    {
        AttributeSyntax attribute = SyntaxFactory.Attribute(SyntaxFactory.ParseName(name));
        if (argument is not null)
        {
            attribute = attribute.AddArgumentListArguments(SyntaxFactory.AttributeArgument(
                SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(argument))));
        }

        AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute.WithAdditionalAnnotations(Simplifier.Annotation)));
        if (member is ParameterSyntax parameter)
        {
            list = list
                .WithTarget(SyntaxFactory.AttributeTargetSpecifier(SyntaxFactory.Token(SyntaxKind.PropertyKeyword)).WithTrailingTrivia(SyntaxFactory.Space))
                .WithTrailingTrivia(SyntaxFactory.Space);
            return parameter
                .WithoutLeadingTrivia()
                .WithAttributeLists(SyntaxFactory.List([list, .. parameter.WithoutLeadingTrivia().AttributeLists]))
                .WithLeadingTrivia(parameter.GetLeadingTrivia());
        }

        var declaration = (MemberDeclarationSyntax)member;
        SyntaxTriviaList indentation = SyntaxFactory.TriviaList(declaration.GetLeadingTrivia().Reverse().TakeWhile(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
        MemberDeclarationSyntax bare = declaration.WithLeadingTrivia(indentation);
        return bare
            .WithAttributeLists(bare.AttributeLists.Insert(0, list.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)))
            .WithLeadingTrivia(declaration.GetLeadingTrivia());
    }

    /// <summary>The member's attribute of that name, or null.</summary>
    public static AttributeSyntax? FindAttribute(SyntaxNode member, string name)
    {
        SyntaxList<AttributeListSyntax> lists = member is ParameterSyntax parameter ? parameter.AttributeLists : ((MemberDeclarationSyntax)member).AttributeLists;
        return lists
            .SelectMany(static list => list.Attributes)
            .FirstOrDefault(attribute => attribute.Name.ToString().Split('.').Last() is var last && (last == name || last == name + "Attribute"));
    }
}
