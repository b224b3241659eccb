using System.Text;
using System.Text.Json;
using CsCheck;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Tests.Input;

public sealed class JsonParserTests
{
    /// <summary>Every kind of value, escape and nesting.</summary>
    private const string Everything =
        """
         { "a" : [ 1 , -0.5e+3 , 0 , true , false , null , "" , {} , [] , [ [ "x" ] ] ] , "é\u00e9\ud83c\udf12\n\"\\\/" : "日本語 🌒" ,
           "b":{"c":{"d":"\u0041\t"}},"dup":1,"dup":2 }
        """;

    public static TheoryData<string> Invalid =>
    [
        "", " ", "{", "[", "{]", "[}", "[1,]", "[,1]", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "[1 2]", "1 2", "{} {}", "tru", "nul", "truex",
        "01", "-", "1.", ".5", "1e", "1e+", "+1", "0x10", "NaN", "'a'", "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "\"\n\"", "\"\u0001\"", "[\"a\" \"b\"]", "{\"a\" 1}", "//c",
    ];

    [Fact]
    public void Parse_EveryKindOfValue_ReadsAsSystemTextJsonDoes() => AssertSame(JsonElement.Parse(Everything), Parse(Everything).Root);

    [Fact]
    public void Parse_AnyText_AgreesWithSystemTextJson() =>
        Gen.OneOf("{}[]:,\"\\u0041bn 1e-.tfnrueals\n"u8.ToArray()).Array[1, 11].Sample(
            static text => IsJson(text) == IsAccepted(text), iter: 20_000, print: Encoding.UTF8.GetString);

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Parse_Invalid_IsRefused(string text) => Assert.False(IsAccepted(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Parse_NestedTooDeeply_IsRefusedAndOneLessIsNot()
    {
        Assert.False(IsAccepted(Encoding.UTF8.GetBytes(Nested(JsonParser.MaxDepth + 1))));
        Assert.True(IsAccepted(Encoding.UTF8.GetBytes(Nested(JsonParser.MaxDepth))));
        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void Parse_CutAnywhere_KeepsWhatWasComplete()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Everything.Trim());
        for (int length = 1; length < whole.Length; length++)
        {
            JsonValue root = JsonParser.Parse(whole, length, mayBeCut: true).Root;
            AssertIsBeginning(JsonElement.Parse(whole), root);
            Assert.True(root.IsCut);
        }
    }

    [Fact]
    public void Parse_CutButWrongBefore_IsRefused() =>
        Assert.Throws<JsonSyntaxException>(() => JsonParser.Parse("{\"a\":1,,"u8.ToArray(), 8, mayBeCut: true));

    [Theory]
    [InlineData("12", 12.0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("1.23456", 1.234)]
    [InlineData("1.2345e3", null)]
    [InlineData("1E3", null)]
    [InlineData("\"1.5\"", null)]
    public void GetDouble_NumberWithoutExponent_IsCutToThreeDecimals(string json, double? expected)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(json);
        Assert.Equal(expected, JsonParser.Parse(text, text.Length, mayBeCut: false).Root.GetDouble());
    }

    [Fact]
    public void Parse_ByteOrderMark_IsPassedOver() => Assert.Equal(5, JsonParser.Parse([0xEF, 0xBB, 0xBF, (byte)'5'], 4, mayBeCut: false).Root.GetInt64());

    [Fact]
    public void Parse_InvalidUtf8InAString_ReadsAsReplacementCharacters() =>
        Assert.Equal("a\uFFFDb", JsonParser.Parse([(byte)'"', (byte)'a', 0xFF, (byte)'b', (byte)'"'], 5, mayBeCut: false).Root.GetString());

    private static JsonTable Parse(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return JsonParser.Parse(bytes, bytes.Length, mayBeCut: false);
    }

    private static bool IsAccepted(byte[] text)
    {
        try
        {
            JsonParser.Parse(text, text.Length, mayBeCut: false);
            return true;
        }
        catch (JsonSyntaxException)
        {
            return false;
        }
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void AssertSame(JsonElement expected, JsonValue actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                List<JsonMember> members = [];
                foreach (JsonMember member in actual.Members)
                {
                    members.Add(member);
                }

                Assert.Equal(expected.EnumerateObject().Count(), members.Count);
                foreach ((JsonProperty property, JsonMember member) in expected.EnumerateObject().Zip(members))
                {
                    Assert.Equal(property.Name, member.Name.GetString());
                    AssertSame(property.Value, member.Value);
                }

                break;
            case JsonValueKind.Array:
                int count = 0;
                foreach (JsonValue item in actual.Items)
                {
                    AssertSame(expected[count++], item);
                }

                Assert.Equal(expected.GetArrayLength(), count);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), actual.GetString());
                Assert.Equal(expected.GetString()!.EnumerateRunes().Count(), actual.CountCharacters());
                break;
            default:
                Assert.Equal(expected.GetRawText(), Encoding.UTF8.GetString(actual.Bytes));
                break;
        }
    }

    /// <summary>Whatever is there is the same, or the beginning of the same.</summary>
    private static void AssertIsBeginning(JsonElement whole, JsonValue part)
    {
        if (!part.IsCut)
        {
            AssertSame(whole, part);
            return;
        }

        switch (part.Kind)
        {
            case JsonKind.Object:
                using (JsonElement.ObjectEnumerator properties = whole.EnumerateObject())
                {
                    JsonElement.ObjectEnumerator expected = properties;
                    foreach (JsonMember member in part.Members)
                    {
                        Assert.True(expected.MoveNext());
                        Assert.Equal(expected.Current.Name, member.Name.GetString());
                        AssertIsBeginning(expected.Current.Value, member.Value);
                    }
                }

                break;
            case JsonKind.Array:
                int i = 0;
                foreach (JsonValue item in part.Items)
                {
                    AssertIsBeginning(whole[i++], item);
                }

                break;
            default:
                Assert.Equal(JsonKind.String, part.Kind);
                string text = part.GetString()!.TrimEnd('\uFFFD', '\ud83c');
                Assert.StartsWith(text, whole.GetString()!, StringComparison.Ordinal);
                break;
        }
    }
}
