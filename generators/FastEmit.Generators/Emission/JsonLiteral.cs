using System.Text;
using FastEmit.Generators.Contracts;

namespace FastEmit.Generators.Emission;

/// <summary>Text on its way into JSON and then into a C# literal.</summary>
internal static class JsonLiteral
{
    /// <inheritdoc cref="JsonString.Quote"/>
    public static string Quote(string value) => JsonString.Quote(value);

    /// <summary>A C# string literal.</summary>
    public static string CSharp(string value) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>Bytes of the text in UTF-8.</summary>
    public static int Length(string value) => Encoding.UTF8.GetByteCount(value);
}
