using System.Composition;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.CodeFixes;

/// <summary>FE007: renames the second of two members with the same JSON name: the name with a number at the end, the next number for the third.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameInJsonFix))]
[Shared]
public sealed class RenameInJsonFix() : EventCodeFix("FE007")
{
    private static readonly NamingPolicy[] Policies = [NamingPolicy.SnakeCase, NamingPolicy.CamelCase, NamingPolicy.KebabCase, NamingPolicy.AsDeclared];

    protected override async Task<(string Title, Func<SyntaxNode> Fix)?> FindAsync(
        Document document, SyntaxNode root, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (MemberSyntax.Find(root, diagnostic.Location) is not { } member
            || !diagnostic.Properties.TryGetValue(HookEventAnalyzer.DetailProperty, out string? jsonName) || jsonName is null
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } meaning
            || meaning.GetDeclaredSymbol(member.FirstAncestorOrSelf<TypeDeclarationSyntax>()!, cancellationToken) is not { } type)
        {
            return null;
        }

        SyntaxNode named = member is FieldDeclarationSyntax field ? field.Declaration.Variables[0] : member;
        string freeName = FreeName(type, meaning.GetDeclaredSymbol(named, cancellationToken)?.Name ?? "", jsonName);
        return ($"Write it as \"{freeName}\"", () => root.ReplaceNode(member, Rename(member, freeName)));
    }

    private static SyntaxNode Rename(SyntaxNode member, string name)
    {
        if (MemberSyntax.FindAttribute(member, "JsonPropertyName")?.ArgumentList?.Arguments.FirstOrDefault() is { } argument)
        {
            return member.ReplaceNode(
                argument.Expression,
                SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)));
        }

        return MemberSyntax.AddAttribute(member, "System.Text.Json.Serialization.JsonPropertyName", name);
    }

    /// <summary>A numbered name that no other member has by any naming policy, or gets when all members of that name are renamed.</summary>
    private static string FreeName(INamedTypeSymbol type, string member, string jsonName)
    {
        (string Name, string[] JsonNames)[] members = [.. type.WithBases().Reverse()
            .SelectMany(static level => level.GetMembers())
            .Where(static symbol => symbol is IPropertySymbol or IFieldSymbol && !symbol.IsImplicitlyDeclared || symbol is IPropertySymbol { IsStatic: false, IsIndexer: false })
            .Where(static symbol => !symbol.IsStatic)
            .Select(static symbol => (symbol.Name, JsonNames(symbol)))];
        HashSet<string> taken = [.. members.SelectMany(static other => other.JsonNames)];
        int number = 1;
        string name = jsonName;
        foreach ((string other, _) in members.Where(other => other.JsonNames.Contains(jsonName)).Skip(1))
        {
            do
            {
                name = $"{jsonName}_{++number}";
            }
            while (!taken.Add(name));

            if (other == member)
            {
                break;
            }
        }

        return name;
    }

    private static string[] JsonNames(ISymbol member) => member.FindAttribute(KnownTypes.JsonPropertyName)?.FirstArgument<string>() is { } own
        ? [own]
        : [.. Policies.Select(policy => JsonNaming.Convert(member.Name, policy)).Distinct()];
}
