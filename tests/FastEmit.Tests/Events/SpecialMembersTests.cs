using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

public class SpecialMembersTests
{
    [Fact]
    public void Redact_Mask_WritesStarsForAnyValueAndKeepsNull()
    {
        JsonElement data = Parse(new SpecialMembersEvent { Masked = "hunter2", MaskedObject = new object() });
        Assert.Equal("***", data.GetProperty("masked").GetString());
        Assert.Equal("***", data.GetProperty("masked_object").GetString());
        Assert.Equal(JsonValueKind.Null, Parse(new SpecialMembersEvent()).GetProperty("masked").ValueKind);
    }

    [Fact]
    public void Redact_Hash_WritesTheStartOfTheSha256OfTheJson()
    {
        JsonElement data = Parse(new SpecialMembersEvent { Hashed = "hunter2", HashedList = ["a", "b"] });
        Assert.Equal(Digest("\"hunter2\""), data.GetProperty("hashed").GetString());
        Assert.Equal(Digest("[\"a\",\"b\"]"), data.GetProperty("hashed_list").GetString());
        Assert.Equal(JsonValueKind.Null, Parse(new SpecialMembersEvent()).GetProperty("hashed").ValueKind);
    }

    [Fact]
    public void Redact_Drop_LeavesTheMemberOut() =>
        Assert.False(Parse(new SpecialMembersEvent { Dropped = "hunter2" }).TryGetProperty("dropped", out _));

    [Fact]
    public void Redact_AnyMode_LeavesNoByteOfTheValue()
    {
        string packet = EventText.OpenPacket(new SpecialMembersEvent { Masked = "hunter2", Hashed = "hunter2", Dropped = "hunter2", HashedList = ["hunter2"] });
        Assert.DoesNotContain("hunter2", packet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("123456", "1234…")]
    [InlineData("123😀456", "123…")]
    [InlineData("12😀3456", "12😀…")]
    [InlineData("\"\"\"\"\"\"", "\"\"\"\"…")]
    [InlineData(null, null)]
    public void MaxLength_LongerString_IsCutBetweenCharacters(string? value, string? expected) =>
        Assert.Equal(expected, Parse(new SpecialMembersEvent { Short = value }).GetProperty("short").GetString());

    [Fact]
    public void MaxLength_Reject_RefusesTheEvent()
    {
        var value = new SpecialMembersEvent { Strict = "123456" };
        var writer = EventWriter.Rent();
        Write(ref writer, value);
        Assert.True(writer.IsRejected);
        Assert.False(writer.IsPlain);
        writer.Return();
        Assert.False(value.TrySerialize(new byte[50_000], out int written));
        Assert.Equal(0, written);
        Assert.Throws<InvalidOperationException>(() => value.Serialize(new System.Buffers.ArrayBufferWriter<byte>()));
        Assert.True((value with { Strict = "12345" }).TrySerialize(new byte[50_000], out _));
    }

    [Theory]
    [InlineData("{\"a\":[1,2.50,null,\"\\u0041\"]}")]
    [InlineData(" 12 ")]
    [InlineData("\"é\"")]
    public void RawJson_Valid_IsCopied(string json)
    {
        string data = EventText.Data(new SpecialMembersEvent { RawText = json, RawBytes = Encoding.UTF8.GetBytes(json) });
        Assert.Contains($"\"raw_text\":{json},\"raw_bytes\":{json},", data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":")]
    [InlineData("1 2")]
    [InlineData("nul")]
    [InlineData("\"a\nb\"")]
    [InlineData("{\"a\":1} // comment")]
    public void RawJson_Invalid_IsWrittenAsAString(string text)
    {
        JsonElement data = Parse(new SpecialMembersEvent { RawText = text, RawBytes = Encoding.UTF8.GetBytes(text) });
        Assert.Equal(text, data.GetProperty("raw_text").GetString());
        Assert.Equal(text, data.GetProperty("raw_bytes").GetString());
    }

    [Fact]
    public void RawJson_InvalidUtf8InsideOfAString_BecomesReplacementCharacters()
    {
        JsonElement data = Parse(new SpecialMembersEvent { RawBytes = [(byte)'"', 0xFF, (byte)'"'] });
        Assert.Equal("\"\ufffd\"", data.GetProperty("raw_bytes").GetString());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("quote \" and é and 😀 and \u0001")]
    public void Utf8Text_Valid_IsTheString(string text) =>
        Assert.Equal(text, Parse(new SpecialMembersEvent { Utf8 = Encoding.UTF8.GetBytes(text) }).GetProperty("utf8").GetString());

    [Fact]
    public void Utf8Text_Invalid_HasReplacementCharacters() =>
        Assert.Equal("a\ufffdb", Parse(new SpecialMembersEvent { Utf8 = new byte[] { (byte)'a', 0xFF, (byte)'b' } }).GetProperty("utf8").GetString());

    [Fact]
    public void BigInteger_OfAnySize_IsANumber()
    {
        BigInteger big = BigInteger.Pow(-7, 5_001);
        Assert.Equal(big.ToString(System.Globalization.CultureInfo.InvariantCulture), Parse(new SpecialMembersEvent { Big = big }).GetProperty("big").GetRawText());
    }

    [Fact]
    public void Formattable_Value_IsEscapedText()
    {
        JsonElement data = Parse(new SpecialMembersEvent { Address = System.Net.IPAddress.Parse("fe80::1"), Quoting = new Quoting(5_000) });
        Assert.Equal("fe80::1", data.GetProperty("address").GetString());
        Assert.Equal(new string('"', 5_000), data.GetProperty("quoting").GetString());
    }

    [Fact]
    public void Converter_AnySize_WritesTheValue()
    {
        JsonElement data = Parse(new SpecialMembersEvent { Price = 12.34m });
        Assert.Equal(1234, data.GetProperty("price").GetProperty("cents").GetInt32());
        Assert.Equal(JsonValueKind.Null, Parse(new SpecialMembersEvent()).GetProperty("price").ValueKind);
    }

    [Fact]
    public void Converter_ThatWritesNothing_StillLeavesValidJson() =>
        Assert.Equal(JsonValueKind.Null, Parse(new SpecialMembersEvent()).GetProperty("silent").ValueKind);

    private static void Write<TEvent>(ref EventWriter writer, TEvent value)
        where TEvent : IHookEvent<TEvent> => TEvent.WriteOpenPacket(ref writer, in value);

    private static JsonElement Parse(SpecialMembersEvent value) => JsonSerializer.Deserialize<JsonElement>(EventText.Data(value));

    private static string Digest(string json) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16];
}
