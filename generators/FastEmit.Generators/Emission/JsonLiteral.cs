using System.Globalization;
using System.Text;

namespace FastEmit.Generators.Emission;

/// <summary>Text on its way into JSON and then into a C# literal.</summary>
internal static class JsonLiteral
{
    /// <summary>A JSON string with its quotes, byte for byte as the runtime writes it.</summary>
    public static string Quote(string value)
    {
        var json = new StringBuilder("\"", value.Length + 2);
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            bool isAlone = char.IsHighSurrogate(c) ? i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1])
                : char.IsLowSurrogate(c) && (i == 0 || !char.IsHighSurrogate(value[i - 1]));
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => json.Append(isAlone ? '\uFFFD' : c),
            };
        }

        return json.Append('"').ToString();
    }

    /// <summary>A C# string literal.</summary>
    public static string CSharp(string value) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>Bytes of the text in UTF-8.</summary>
    public static int Length(string value) => Encoding.UTF8.GetByteCount(value);
}
