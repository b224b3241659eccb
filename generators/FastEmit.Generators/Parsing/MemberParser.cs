using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads the members that are written, in the order in which they are written.</summary>
internal static class MemberParser
{
    /// <summary>What the generated methods call their own parameters and variables.</summary>
    private static readonly string[] Locals = ["emitter", "ticket", "writer", "at"];

    public static EquatableArray<MemberModel> Parse(INamedTypeSymbol type, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        var members = ImmutableArray.CreateBuilder<MemberModel>();
        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (property.IsStatic || property.IsIndexer || property.GetMethod is null
                || property.DeclaredAccessibility != Accessibility.Public
                || property.FindAttribute(KnownTypes.JsonIgnore) is not null)
            {
                continue;
            }

            ValueModel? value = ValueParser.Parse(property.Type);
            if (value is null)
            {
                diagnostics.Report(
                    DiagnosticCatalogue.NotSerializable,
                    property.Locations.FirstOrDefault(),
                    property.Name,
                    type.Name,
                    property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
                continue;
            }

            members.Add(new MemberModel(
                property.Name,
                ParameterName(property.Name),
                property.Type.FullName(),
                JsonName(property),
                value,
                Partition(property)));
        }

        return new EquatableArray<MemberModel>(members.ToImmutable());
    }

    private static string JsonName(IPropertySymbol property) =>
        property.FindAttribute(KnownTypes.JsonPropertyName)?.FirstArgument<string>() ?? SnakeCase.Convert(property.Name);

    private static string ParameterName(string memberName)
    {
        string name = char.ToLowerInvariant(memberName[0]) + memberName.Substring(1);
        if (SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
        {
            return "@" + name;
        }

        return Locals.Contains(name) ? name + "Value" : name;
    }

    private static PartitionKind Partition(IPropertySymbol property)
    {
        if (property.FindAttribute(KnownTypes.PartitionKey) is null && !ParameterHasKey(property))
        {
            return PartitionKind.None;
        }

        return property.Type.SpecialType == SpecialType.System_String || property.Type.ToDisplayString() == "System.Guid"
            ? PartitionKind.Direct
            : PartitionKind.Integer;
    }

    /// <summary>Whether the primary constructor's parameter carries the attribute, where it stands without a target.</summary>
    private static bool ParameterHasKey(IPropertySymbol property) =>
        property.ContainingType.InstanceConstructors
            .SelectMany(static constructor => constructor.Parameters)
            .Any(parameter => parameter.Name == property.Name && parameter.FindAttribute(KnownTypes.PartitionKey) is not null);
}
