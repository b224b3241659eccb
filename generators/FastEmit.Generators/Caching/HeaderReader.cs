using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Caching;

/// <summary>Reads a file down to its types, and not into their other members.</summary>
internal sealed class HeaderReader(HashSet<string> declared)
{
    private TextHash _hash = TextHash.Start();

    public ulong Hash => _hash.Value;

    public bool HasGlobalUsings { get; private set; }

    /// <summary>Whether it may say what holds for all events.</summary>
    public bool HasDefaults { get; private set; }

    public void Read(CompilationUnitSyntax file)
    {
        Externs(file.Externs);
        Usings(file.Usings);
        Words(file.AttributeLists);
        HasDefaults = file.AttributeLists.Any(static list => list.Attributes.Any(IsDefaults));
        Members(file.Members);
    }

    /// <summary>By its own name, or by one word, which an alias might be.</summary>
    private static bool IsDefaults(AttributeSyntax attribute) =>
        attribute.Name is IdentifierNameSyntax && attribute.ArgumentList is { } list && list.Arguments.All(static argument => argument.NameEquals is not null)
        || attribute.Name.ToString().EndsWith("HookEventDefaults", StringComparison.Ordinal)
        || attribute.Name.ToString().EndsWith("HookEventDefaultsAttribute", StringComparison.Ordinal)
        || attribute.Name.ToString().Contains("EventConverter");

    private void Members(SyntaxList<MemberDeclarationSyntax> members)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    _hash.Add("namespace");
                    Words(space.Name);
                    Externs(space.Externs);
                    Usings(space.Usings);
                    Members(space.Members);
                    _hash.Add("}");
                    break;
                case TypeDeclarationSyntax type:
                    Header(type, type.Keyword);
                    Words(type.TypeParameterList);
                    Members(type.Members);
                    _hash.Add("}");
                    break;
                case EnumDeclarationSyntax enumeration:
                    Header(enumeration, enumeration.EnumKeyword);
                    _hash.Add("}");
                    break;
                case DelegateDeclarationSyntax callback:
                    declared.Add(callback.Identifier.ValueText);
                    Words(callback);
                    break;
            }
        }
    }

    private void Header(BaseTypeDeclarationSyntax type, SyntaxToken keyword)
    {
        declared.Add(type.Identifier.ValueText);
        foreach (SyntaxToken modifier in type.Modifiers)
        {
            _hash.Add(modifier.Text);
        }

        _hash.Add(keyword.Text);
        _hash.Add((type as RecordDeclarationSyntax)?.ClassOrStructKeyword.Text ?? "");
        _hash.Add(type.Identifier.ValueText);
        Words(type.BaseList);
        _hash.Add("{");
    }

    private void Externs(SyntaxList<ExternAliasDirectiveSyntax> externs)
    {
        foreach (ExternAliasDirectiveSyntax alias in externs)
        {
            Words(alias);
        }
    }

    private void Usings(SyntaxList<UsingDirectiveSyntax> usings)
    {
        foreach (UsingDirectiveSyntax directive in usings)
        {
            Words(directive);
            HasGlobalUsings |= directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword);
            if (directive.Alias is { } alias)
            {
                declared.Add(alias.Name.Identifier.ValueText);
            }
        }
    }

    private void Words(SyntaxList<AttributeListSyntax> lists)
    {
        foreach (AttributeListSyntax list in lists)
        {
            Words(list);
        }
    }

    private void Words(SyntaxNode? node)
    {
        foreach (SyntaxToken token in node?.DescendantTokens() ?? [])
        {
            _hash.Add(token.Text);
        }
    }
}
