using System.Text.Json;
using FastEmit.Generators.Parsing;

namespace FastEmit.Generators.Tests;

/// <summary>The generator cannot call System.Text.Json's policies, so it repeats them; here they are compared.</summary>
public class NamingTests
{
    private const string Alphabet = "aZ9_éÄbC1";

    [Fact]
    public void Convert_EveryPolicy_IsWhatSystemTextJsonDoes()
    {
        var random = new Random(3);
        string[] names =
        [
            "ToolName", "toolName", "URL", "URLValue", "MyURL", "IOStream", "X", "x", "Int32", "Sha256Hash", "A1B2", "_private", "Tool_Name", "tool__name", "éClair", "ÄÖÜ", "I18nText",
            .. Enumerable.Range(0, 20_000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Alphabet[random.Next(Alphabet.Length)]))),
        ];
        Assert.All(names.Distinct(), static name =>
        {
            Assert.Equal((name, JsonNamingPolicy.SnakeCaseLower.ConvertName(name)), (name, JsonNaming.Convert(name, NamingPolicy.SnakeCase)));
            Assert.Equal((name, JsonNamingPolicy.KebabCaseLower.ConvertName(name)), (name, JsonNaming.Convert(name, NamingPolicy.KebabCase)));
            Assert.Equal((name, JsonNamingPolicy.CamelCase.ConvertName(name)), (name, JsonNaming.Convert(name, NamingPolicy.CamelCase)));
            Assert.Equal(name, JsonNaming.Convert(name, NamingPolicy.AsDeclared));
        });
    }
}
