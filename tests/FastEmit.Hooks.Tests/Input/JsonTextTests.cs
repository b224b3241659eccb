using System.Globalization;
using System.Text;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Tests.Input;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("120000", 120_000L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775809", null)]
    [InlineData("99999999999999999999999", null)]
    [InlineData("1.5", null)]
    [InlineData("1e3", null)]
    [InlineData("-", null)]
    [InlineData("", null)]
    [InlineData("12 ", null)]
    public void ParseInt64_Text_IsTheNumberOrNothing(string text, long? expected)
    {
        Assert.Equal(expected, JsonText.ParseInt64(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(expected, long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long oracle) ? oracle : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("größer")]
    [InlineData("日本語 🎉")]
    [InlineData("a\u007f\u0080b")]
    public void Decode_Text_IsTheText(string text) => Assert.Equal(text, JsonText.Decode(Encoding.UTF8.GetBytes(text), isEscaped: false));

    [Fact]
    public void Decode_InvalidUtf8_HasReplacements() => Assert.Equal("a\uFFFDb", JsonText.Decode([(byte)'a', 0xFF, (byte)'b'], isEscaped: false));
}
