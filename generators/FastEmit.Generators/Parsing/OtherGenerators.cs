using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// Finds parts of types that other source generators add. Generators do not see each other's output, but the analyzer does.
/// It reports parts that would change the event.
/// </summary>
internal static class OtherGenerators
{
    /// <summary>Whether another generator adds a part that would change the written form of the type.</summary>
    public static bool Complete(INamedTypeSymbol type)
    {
        bool isEvent = type.FindAttribute(KnownTypes.HookEvent) is not null; // one part is FastEmit's own then
        return type.DeclaringSyntaxReferences.Any(reference => IsFromGenerator(reference.SyntaxTree)
            && reference.GetSyntax() is TypeDeclarationSyntax part
            && (part.Members.Any(IsWritten) || !isEvent && (part.BaseList is not null || part.AttributeLists.SelectMany(static list => list.Attributes).Any(IsConverter))));
    }

    private static bool IsWritten(MemberDeclarationSyntax member) =>
        member is PropertyDeclarationSyntax && member.Modifiers.Any(SyntaxKind.PublicKeyword) && !member.Modifiers.Any(SyntaxKind.StaticKeyword);

    private static bool IsConverter(AttributeSyntax attribute) => attribute.Name.ToString().Contains("JsonConverter");

    /// <summary>Generated files have the path <c>…/assembly of the generator/type of the generator/hint name</c>, below <c>generated</c> if they are kept.</summary>
    private static bool IsFromGenerator(SyntaxTree tree)
    {
        string[] parts = tree.FilePath.Split('/', '\\');
        return parts.Length >= 3
            && parts[parts.Length - 2].StartsWith(parts[parts.Length - 3].Split('.')[0], StringComparison.Ordinal)
            && (parts.Length == 3 || parts[parts.Length - 4] == "generated");
    }
}
