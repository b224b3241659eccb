using System.Text.Json;

namespace FastEmit.Tests.Fallbacks;

public sealed class FallbackEventTests
{
    [Fact]
    public void WriteJson_Plain_HasTheThreeMembers() =>
        Assert.Equal(
            """{"namespace":"/hook","event":"pre_tool","data":{"a":[1,"é"]}}""",
            FallbackText.Json(FallbackText.Event("pre_tool", """{"a":[1,"é"]}""", "/hook")));

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("ü\u0001")]
    public void WriteJson_NameToBeEscaped_ReadsBackTheSame(string name)
    {
        using JsonDocument json = JsonDocument.Parse(FallbackText.Json(FallbackText.Event(name, "1")));
        Assert.Equal(name, json.RootElement.GetProperty("event").GetString());
    }
}
