using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// Parts of types that other source generators add. Generators do not see each other's output, the analyzer sees all of it: where
/// that makes a difference, the analyzer says so.
/// </summary>
internal static class OtherGenerators
{
    /// <summary>Whether another generator adds what would change how the type is written.</summary>
    public static bool Complete(INamedTypeSymbol type)
    {
        bool isEvent = type.FindAttribute(KnownTypes.HookEvent) is not null; // then one part is FastEmit's own
        return type.DeclaringSyntaxReferences.Any(reference => IsFromGenerator(reference.SyntaxTree)
            && reference.GetSyntax() is TypeDeclarationSyntax part
            && (part.Members.Any(IsWritten) || !isEvent && (part.BaseList is not null || part.AttributeLists.SelectMany(static list => list.Attributes).Any(IsConverter))));
    }

    private static bool IsWritten(MemberDeclarationSyntax member) =>
        member is PropertyDeclarationSyntax && member.Modifiers.Any(SyntaxKind.PublicKeyword) && !member.Modifiers.Any(SyntaxKind.StaticKeyword);

    private static bool IsConverter(AttributeSyntax attribute) => attribute.Name.ToString().Contains("JsonConverter");

    /// <summary>Their files are called <c>…/assembly of the generator/type of the generator/hint name</c>, and below <c>generated</c> where they are kept.</summary>
    private static bool IsFromGenerator(SyntaxTree tree)
    {
        string[] parts = tree.FilePath.Split('/', '\\');
        return parts.Length >= 3
            && parts[parts.Length - 2].StartsWith(parts[parts.Length - 3].Split('.')[0], StringComparison.Ordinal)
            && (parts.Length == 3 || parts[parts.Length - 4] == "generated");
    }
}
