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

/// <summary>The owner of members.</summary>
internal enum MemberRole
{
    /// <summary>An event.</summary>
    Event = 0,

    /// <summary>One of the alternative types of an event.</summary>
    OneOfSeveral,

    /// <summary>An object inside of an event.</summary>
    Nested,
}

/// <summary>Common names of secrets, which must not leave the process.</summary>
internal static class SecretNames
{
    private static readonly string[] Words =
    [
        "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "token", "credential", "authorization",
        "connectionstring", "cookie", "bearer",
    ];

    public static bool Looks(string memberName)
    {
        string name = memberName.Replace("_", "").ToLowerInvariant();
        return Words.Any(name.Contains) && !name.EndsWith("count", StringComparison.Ordinal) && !name.EndsWith("name", StringComparison.Ordinal);
    }
}

/// <summary>The parts of System.Text.Json's JsonNumberHandling that concern writing, with its values.</summary>
[Flags]
internal enum NumberHandling
{
    None = 0,
    WriteAsString = 2,
    NamedFloats = 4,
}
