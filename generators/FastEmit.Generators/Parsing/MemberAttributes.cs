using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// The attributes of a member, including those of its primary constructor parameter, where <c>property:</c> is often forgotten.
/// </summary>
internal readonly struct MemberAttributes(ISymbol member, IParameterSymbol? parameter)
{
    public AttributeData? Find(string metadataName) =>
        member.FindAttribute(metadataName) ?? parameter?.FindAttribute(metadataName);

    public AttributeData? FindJsonConverter() => JsonConverters.Find(member) ?? (parameter is null ? null : JsonConverters.Find(parameter));

    public int Count(string metadataName) => member.FindAttributes(metadataName).Count();

    public bool Has(string metadataName) => Find(metadataName) is not null;
}
