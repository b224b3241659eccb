using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Decides how values of a type are written.</summary>
internal static class ValueParser
{
    /// <summary>How values of <paramref name="type"/> are written; null when they cannot be.</summary>
    public static ValueModel? Parse(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Parse(nullable.TypeArguments[0]) is { } inner ? new NullableValue(inner) : null;
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            return Scalar(underlying) is { } kind ? new ScalarValue(kind, Cast(kind)) : null;
        }

        return Scalar(type) is { } scalar ? new ScalarValue(scalar) : null;
    }

    private static ScalarKind? Scalar(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => ScalarKind.String,
        SpecialType.System_Boolean => ScalarKind.Boolean,
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 => ScalarKind.Int32,
        SpecialType.System_UInt32 => ScalarKind.UInt32,
        SpecialType.System_Int64 or SpecialType.System_IntPtr => ScalarKind.Int64,
        SpecialType.System_UInt64 or SpecialType.System_UIntPtr => ScalarKind.UInt64,
        SpecialType.System_Single => ScalarKind.Single,
        SpecialType.System_Double => ScalarKind.Double,
        SpecialType.System_DateTime => ScalarKind.DateTime,
        _ => type.ToDisplayString() switch
        {
            "System.Guid" => ScalarKind.Guid,
            "System.DateTimeOffset" => ScalarKind.DateTimeOffset,
            _ => null,
        },
    };

    private static string Cast(ScalarKind kind) => kind switch
    {
        ScalarKind.Int32 => "int",
        ScalarKind.UInt32 => "uint",
        ScalarKind.Int64 => "long",
        _ => "ulong",
    };
}
