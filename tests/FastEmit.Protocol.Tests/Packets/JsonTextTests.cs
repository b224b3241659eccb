using System.Text;
using System.Text.RegularExpressions;
using FastEmit.Protocol.Packets;

namespace FastEmit.Protocol.Tests.Packets;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("""\u0416\n\t\"\\\/\b\f\r""", """Ж\n\t"\\/\u0008\f\r""")]
    [InlineData("""a\ud83d\ude00b""", "a😀b")]
    [InlineData("""\ud83dx""", """\ud83dx""")]
    [InlineData("""Жé\udc00""", """Жé\udc00""")]
    [InlineData("""bad \x \u12 \uzzzz \""", """bad \x \u12 \uzzzz \""")]
    public void Decode_WhateverTheText_IsTotal(string json, string expected)
    {
        string text = expected.StartsWith("bad", StringComparison.Ordinal) ? expected : Regex.Unescape(expected); // An attribute's strings are UTF-8.
        Assert.Equal(text, JsonText.Decode(Encoding.UTF8.GetBytes(json)));
        byte[] utf8 = new byte[json.Length * 9];
        Assert.Equal(Encoding.UTF8.GetBytes(text), utf8[..DecodeUtf8(json, utf8)]);
    }

    [Theory]
    [InlineData("connect", true)]
    [InlineData("""\u0063onnect""", true)]
    [InlineData("""conn\u0065ct""", true)]
    [InlineData("""connect\u0000""", false)]
    [InlineData("""connec\ud874""", false)]
    [InlineData("""connec""", false)]
    [InlineData("""\""", false)]
    public void IsEscaped_AsciiName_ComparesWhatTheTextStandsFor(string json, bool equal) =>
        Assert.Equal(equal, JsonText.IsEscaped(Encoding.UTF8.GetBytes(json), "connect"u8));

    private static int DecodeUtf8(string json, byte[] destination)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return bytes.AsSpan().Contains((byte)'\\') ? JsonText.Decode(bytes, destination) : Encoding.UTF8.GetBytes(json, destination);
    }
}
