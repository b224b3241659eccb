using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class EnvelopeReaderTests
{
    [Theory]
    [InlineData("[[\"a\",{\"n\":1}],[\"b\"]]", "\"a\" {\"n\":1}|\"b\" ")]
    [InlineData("[ [ \"a\" , 1 , [2] ] , [3,null] ]", "\"a\" 1 , [2]|3 null")]
    [InlineData("[[\"a]\\\"[\",\"],[\"]]", "\"a]\\\"[\" \"],[\"")]
    [InlineData("[]", "")]
    public void TryRead_Envelope_FindsEachEvent(string json, string expected)
    {
        byte[] argument = Encoding.UTF8.GetBytes(json);
        EnvelopeReader reader = new();

        Assert.True(reader.TryRead(argument));

        string[] events = [.. reader.Elements.ToArray().Select(element => $"{Text(argument[element.NameStart..element.NameEnd])} {Text(argument[element.DataStart..element.DataEnd])}")];
        Assert.Equal(expected, string.Join('|', events));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\"a\"")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("[[{}]]")]
    [InlineData("[[\"a\"],1]")]
    [InlineData("[[\"a\"]],2")]
    [InlineData("[[\"a\"")]
    [InlineData("[[\"a\",tru]]")]
    public void TryRead_AnythingElse_IsNoEnvelope(string json) => Assert.False(new EnvelopeReader().TryRead(Encoding.UTF8.GetBytes(json)));

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
