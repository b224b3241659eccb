using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>The types that one call writes.</summary>
internal static class ScalarTypes
{
    public static ScalarKind? Find(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => ScalarKind.String,
        SpecialType.System_Boolean => ScalarKind.Boolean,
        SpecialType.System_Char => ScalarKind.Char,
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 => ScalarKind.Int32,
        SpecialType.System_UInt32 => ScalarKind.UInt32,
        SpecialType.System_Int64 or SpecialType.System_IntPtr => ScalarKind.Int64,
        SpecialType.System_UInt64 or SpecialType.System_UIntPtr => ScalarKind.UInt64,
        SpecialType.System_Single => ScalarKind.Single,
        SpecialType.System_Double => ScalarKind.Double,
        SpecialType.System_Decimal => ScalarKind.Decimal,
        SpecialType.System_DateTime => ScalarKind.DateTime,
        SpecialType.None => FindByName(type),
        _ => null,
    };

    public static bool IsNumber(ScalarKind kind) =>
        kind is >= ScalarKind.Int32 and <= ScalarKind.Decimal or ScalarKind.BigInteger;

    public static bool IsFloat(ScalarKind kind) => kind is ScalarKind.Half or ScalarKind.Single or ScalarKind.Double;

    private static ScalarKind? FindByName(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte, Rank: 1 })
        {
            return ScalarKind.Base64;
        }

        return type.PlainName() switch
        {
            "System.Guid" => ScalarKind.Guid,
            "System.DateTimeOffset" => ScalarKind.DateTimeOffset,
            "System.DateOnly" => ScalarKind.DateOnly,
            "System.TimeOnly" => ScalarKind.TimeOnly,
            "System.TimeSpan" => ScalarKind.TimeSpan,
            "System.Int128" => ScalarKind.Int128,
            "System.UInt128" => ScalarKind.UInt128,
            "System.Half" => ScalarKind.Half,
            "System.Numerics.BigInteger" => ScalarKind.BigInteger,
            "System.Uri" => ScalarKind.Uri,
            "System.Version" => ScalarKind.Version,
            "System.Memory" or "System.ReadOnlyMemory" when IsOfBytes(type) => ScalarKind.Base64,
            "System.Text.Json.JsonElement" => ScalarKind.JsonElement,
            "System.Text.Json.JsonDocument" => ScalarKind.JsonDocument,
            "System.Text.Json.Nodes.JsonNode" or "System.Text.Json.Nodes.JsonObject" or "System.Text.Json.Nodes.JsonArray"
                or "System.Text.Json.Nodes.JsonValue" => ScalarKind.JsonNode,
            _ => null,
        };
    }

    private static bool IsOfBytes(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments.Length: 1 } named
        && named.TypeArguments[0].SpecialType == SpecialType.System_Byte;
}
