using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Syntax;

/// <summary>Reads a file's namespaces and types, without their other members.</summary>
internal sealed class HeaderReader(HashSet<string> declared)
{
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);

    /// <summary>The full names of the namespaces of its declarations.</summary>
    public IReadOnlyCollection<string> Namespaces => _namespaces;

    public bool HasGlobalUsings { get; private set; }

    /// <summary>Whether it may declare the defaults of all events.</summary>
    public bool HasDefaults { get; private set; }

    public void Read(CompilationUnitSyntax file)
    {
        Usings(file.Usings);
        HasDefaults = file.AttributeLists.Any(static list => list.Attributes.Any(IsDefaults));
        Members(file.Members, "");
    }

    /// <summary>Whether it is the attribute of the defaults: by its name, or possibly by an alias, which is one word.</summary>
    private static bool IsDefaults(AttributeSyntax attribute) =>
        attribute.Name is IdentifierNameSyntax && attribute.ArgumentList is { } list && list.Arguments.All(static argument => argument.NameEquals is not null)
        || attribute.Name.ToString().EndsWith("HookEventDefaults", StringComparison.Ordinal)
        || attribute.Name.ToString().EndsWith("HookEventDefaultsAttribute", StringComparison.Ordinal)
        || attribute.Name.ToString().Contains("EventConverter");

    private void Members(SyntaxList<MemberDeclarationSyntax> members, string around)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    string name = $"{around}.{string.Concat(space.Name.DescendantTokens().Select(static token => token.ValueText))}";
                    _namespaces.Add(name);
                    Usings(space.Usings);
                    Members(space.Members, name);
                    break;
                case TypeDeclarationSyntax type:
                    declared.Add(type.Identifier.ValueText);
                    Members(type.Members, around);
                    break;
                case EnumDeclarationSyntax enumeration:
                    declared.Add(enumeration.Identifier.ValueText);
                    break;
                case DelegateDeclarationSyntax callback:
                    declared.Add(callback.Identifier.ValueText);
                    break;
            }
        }
    }

    private void Usings(SyntaxList<UsingDirectiveSyntax> usings)
    {
        foreach (UsingDirectiveSyntax directive in usings)
        {
            HasGlobalUsings |= directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword);
            if (directive.Alias is { } alias)
            {
                declared.Add(alias.Name.Identifier.ValueText);
            }
        }
    }
}
