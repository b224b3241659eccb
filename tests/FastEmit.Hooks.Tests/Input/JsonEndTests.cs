using System.Text;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Tests.Input;

public sealed class JsonEndTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData(" \n[1,{\"a\":\"]}\"}]", true)]
    [InlineData("{\"a\":\"\\\\\"}", true)]
    [InlineData("{\"a\":\"\\\"}", false)]
    [InlineData("{\"a\":[}", false)]
    [InlineData("{\"a\":{}", false)]
    [InlineData("}", false)]
    [InlineData("true", false)]
    [InlineData("", false)]
    public void Add_ByteByByteOrWhole_FindsTheEndOfTheOutermostValue(string text, bool reached)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        JsonEnd whole = default;
        whole.Add(bytes);
        JsonEnd single = default;
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.False(single.IsReached);
            single.Add(bytes.AsSpan(i, 1));
        }

        Assert.Equal((reached, reached), (whole.IsReached, single.IsReached));
    }
}
