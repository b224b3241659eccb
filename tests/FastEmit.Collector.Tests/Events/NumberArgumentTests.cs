using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class NumberArgumentTests
{
    [Theory]
    [InlineData("{\"a\":1},\"fastemit:0123456789abcdef-17+4\"", "{\"a\":1}")]
    [InlineData("\"fastemit:0123456789abcdef-17+4\"", "")]
    [InlineData("1,\"a\\\\\",\"fastemit:0123456789abcdef-17+4\"", "1,\"a\\\\\"")]
    [InlineData("\"fastemit:0123456789abcdef-1+1\",\"fastemit:0123456789abcdef-17+4\"", "\"fastemit:0123456789abcdef-1+1\"")]
    public void TakeOff_NumberIsTheLastArgument_LeavesTheOthers(string arguments, string others) =>
        Assert.Equal((others, new Sequence(0x0123456789abcdef, 17, 4)), TakeOff(arguments));

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":\"fastemit:0123456789abcdef-17+4\"}")]
    [InlineData("\"fastemit:0123456789abcdef-17+4\",1")]
    [InlineData("\"fastemit:hello\"")]
    [InlineData("\"fastemit:0123456789abcdef-0+4\"")]
    [InlineData("\"x,\\\"fastemit:0123456789abcdef-17+4\"")]
    [InlineData("\"xfastemit:0123456789abcdef-17+4\"")]
    public void TakeOff_AnythingElse_StaysAsItIs(string arguments) => Assert.Equal((arguments, default), TakeOff(arguments));

    private static (string Others, Sequence Number) TakeOff(string arguments)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(arguments);
        NumberArgument.TryTakeOff(ref rest, out Sequence number);
        return (Encoding.UTF8.GetString(rest), number);
    }
}
