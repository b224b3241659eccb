using System.Text.Json;

namespace FastEmit.Tests.Fallbacks;

public sealed class FallbackEventTests
{
    [Fact]
    public void WriteJson_Plain_HasTheThreeMembers() =>
        Assert.Equal(
            """{"namespace":"/hook","event":"pre_tool","data":{"a":[1,"é"]}}""",
            FallbackText.Json(FallbackText.Event("pre_tool", """{"a":[1,"é"]}""", "/hook")));

    [Fact]
    public void WriteJson_WithAReason_SaysItBehindTheData() =>
        Assert.Equal(
            """{"namespace":"/","event":"e","data":1,"reason":"poisoned","detail":"closed (1006)"}""",
            FallbackText.Json(FallbackText.Event("e", "1", "/") with { Reason = DropReason.Poisoned, Detail = "closed (1006)" }));

    [Fact]
    public void WriteJson_DataOfSeveralLines_IsOneLineOfTheSameValue()
    {
        string json = FallbackText.Json(FallbackText.Event("e", "{\r\n  \"a\": \"x\\ny\",\n  \"b\": 2\n}"));
        Assert.DoesNotContain('\n', json);
        using JsonDocument read = JsonDocument.Parse(json);
        Assert.Equal(("x\ny", 2), (read.RootElement.GetProperty("data").GetProperty("a").GetString(), read.RootElement.GetProperty("data").GetProperty("b").GetInt32()));
    }

    [Fact]
    public void WriteJson_PoisonedDataThatIsNotJson_IsAStringSoThatTheLineIsJson()
    {
        using JsonDocument read = JsonDocument.Parse(FallbackText.Json(FallbackText.Event("e", "{77:\"ü\"}") with { Reason = DropReason.Poisoned }));
        Assert.True(read.RootElement.GetProperty("malformed").GetBoolean());
        Assert.Equal("{77:\"ü\"}", read.RootElement.GetProperty("data").GetString());
    }

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
