using System.Text;
using FastEmit.Generators.Contracts;

namespace FastEmit.Generators.Emission;

/// <summary>Converts text to JSON and to C# literals.</summary>
internal static class JsonLiteral
{
    /// <inheritdoc cref="JsonString.Quote"/>
    public static string Quote(string value) => JsonString.Quote(value);

    /// <summary>A C# string literal.</summary>
    public static string CSharp(string value) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>The length of the text in UTF-8 bytes.</summary>
    public static int Length(string value) => Encoding.UTF8.GetByteCount(value);
}
