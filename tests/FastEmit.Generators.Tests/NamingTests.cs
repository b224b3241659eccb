using System.Text.Json;
using CsCheck;
using FastEmit.Generators.Parsing;

namespace FastEmit.Generators.Tests;

/// <summary>The generator cannot call System.Text.Json's policies, so it repeats them; here they are compared.</summary>
public class NamingTests
{
    private static readonly string[] Names =
    [
        "ToolName", "toolName", "URL", "URLValue", "MyURL", "IOStream", "X", "x", "Int32", "Sha256Hash", "A1B2", "_private", "Tool_Name", "tool__name", "éClair", "ÄÖÜ", "I18nText",
    ];

    [Fact]
    public void Convert_EveryPolicy_IsWhatSystemTextJsonDoes()
    {
        Assert.All(Names, AssertConvertsAlike);
        Gen.Char["aZ9_éÄbC1"].Array[1, 8].Select(static letters => new string(letters)).Sample(AssertConvertsAlike, iter: 20_000);
    }

    private static void AssertConvertsAlike(string name)
    {
        Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), JsonNaming.Convert(name, NamingPolicy.SnakeCase));
        Assert.Equal(JsonNamingPolicy.KebabCaseLower.ConvertName(name), JsonNaming.Convert(name, NamingPolicy.KebabCase));
        Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(name), JsonNaming.Convert(name, NamingPolicy.CamelCase));
        Assert.Equal(name, JsonNaming.Convert(name, NamingPolicy.AsDeclared));
    }
}
