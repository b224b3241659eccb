using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Parsing;

/// <summary>Default values of constructor parameters as C# text.</summary>
internal static class ParameterDefaults
{
    /// <summary>The text, or null when the parameter has no default or one that cannot be repeated.</summary>
    public static string? Format(IParameterSymbol? parameter)
    {
        if (parameter is not { HasExplicitDefaultValue: true })
        {
            return null;
        }

        return parameter.ExplicitDefaultValue switch
        {
            null => "default",
            double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity => null,
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            bool flag => flag ? "true" : "false",
            decimal number => number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "m",
            { } value => $"({NotNullable(parameter.Type).GlobalName()})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)})",
        };
    }

    /// <summary>The underlying type: a cast to a nullable type is not a constant.</summary>
    private static ITypeSymbol NotNullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
