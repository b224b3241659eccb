using System.Text;
using FastEmit.Protocol.Packets;

namespace FastEmit.Protocol.Tests.Packets;

public sealed class ConnectReplyTests
{
    [Theory]
    [InlineData("""{"sid":"abc"}""", "abc", null)]
    [InlineData("""{"pid":"p","x":{"sid":"no"},"sid":"abc"}""", "abc", "p")]
    [InlineData("""{"\ud800":1,"s\u0069d":"abc"}""", "abc", null)]
    public void TryParse_WithSid_IsRead(string data, string sid, string? pid)
    {
        Assert.True(ConnectReply.TryParse(Encoding.UTF8.GetBytes(data), out ConnectReply? reply));

        Assert.Equal(new ConnectReply(sid, pid), reply);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"sid":5}""")]
    [InlineData("""{"sid":""}""")]
    public void TryParse_WithoutSid_IsALegacyServer(string data)
    {
        Assert.False(ConnectReply.TryParse(Encoding.UTF8.GetBytes(data), out _));
    }
}
