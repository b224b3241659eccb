using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// Finds user code that runs when an event is built and read: masks, checks, defaults. An event with such code
/// must be built, even if all its members are parameters.
/// </summary>
internal sealed class UserCode
{
    private readonly HashSet<string> _bound;
    private readonly IMethodSymbol? _constructor;
    private readonly CancellationToken _cancellationToken;

    private UserCode(ConstructorParser constructor, CancellationToken cancellationToken)
    {
        _bound = [.. constructor.Parameters.Keys];
        _constructor = constructor.Constructor;
        _cancellationToken = cancellationToken;
    }

    public static bool Runs(INamedTypeSymbol type, ConstructorParser constructor, IEnumerable<string> memberNames, CancellationToken cancellationToken)
    {
        var code = new UserCode(constructor, cancellationToken);
        HashSet<string> written = [.. memberNames];
        return type.WithBases().Any(level => code.RunsIn(level, written))
            || code._constructor?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is ConstructorDeclarationSyntax;
    }

    private bool RunsIn(INamedTypeSymbol type, HashSet<string> written) =>
        type.DeclaringSyntaxReferences.IsEmpty // a type of another assembly: the code of its properties is unknown
        || type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(_cancellationToken) is TypeDeclarationSyntax declaration
            && (declaration.Members.Any(member => Runs(member, type)) || PassesOnOtherwise(declaration, type)))
        || type.GetMembers().OfType<IPropertySymbol>().Any(property => written.Contains(property.Name) && Runs(property));

    private bool Runs(MemberDeclarationSyntax member, INamedTypeSymbol type) => member switch
    {
        ConstructorDeclarationSyntax { ParameterList.Parameters.Count: 0 } constructor => _constructor is null && !constructor.Modifiers.Any(SyntaxKind.StaticKeyword),
        FieldDeclarationSyntax field when !field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword) =>
            field.Declaration.Variables.Any(variable => Runs(variable.Initializer, variable.Identifier.ValueText, type)),
        PropertyDeclarationSyntax property when !property.Modifiers.Any(SyntaxKind.StaticKeyword) =>
            Runs(property.Initializer, property.Identifier.ValueText, type),
        _ => false,
    };

    /// <summary>Whether an initializer runs code. A member of the constructor has the caller's value only if it is initialized with the parameter.</summary>
    private bool Runs(EqualsValueClauseSyntax? initializer, string name, INamedTypeSymbol type)
    {
        bool isPlain = initializer is null || PlainInitializer.Is(initializer.Value);
        bool isBound = _bound.Contains(name) && SymbolEqualityComparer.Default.Equals(_constructor?.ContainingType, type);
        return !isPlain || isBound && !string.Equals(
            initializer is null ? null : PlainInitializer.Name(initializer.Value), name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the base's constructor gets other arguments than the parameters of the same names.</summary>
    private static bool PassesOnOtherwise(TypeDeclarationSyntax declaration, INamedTypeSymbol type)
    {
        if (declaration.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault() is not { ArgumentList.Arguments: var arguments })
        {
            return false;
        }

        return type.BaseType?.InstanceConstructors.Any(constructor => constructor.Parameters.Length == arguments.Count
            && constructor.Parameters.Select(static parameter => parameter.Name).SequenceEqual(
                arguments.Select(static argument => argument.NameColon is null ? PlainInitializer.Name(argument.Expression) : null), StringComparer.OrdinalIgnoreCase)) != true;
    }

    private bool Runs(IPropertySymbol property) =>
        property.PartialImplementationPart is not null
        || property.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(_cancellationToken) switch
        {
            PropertyDeclarationSyntax declaration => declaration.AccessorList?.Accessors.All(static accessor => accessor is { Body: null, ExpressionBody: null }) != true,
            ParameterSyntax => false,
            _ => true,
        });
}
