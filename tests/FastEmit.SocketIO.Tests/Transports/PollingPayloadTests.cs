using System.Text;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class PollingPayloadTests
{
    private readonly PollingPayload _payload = new();

    [Fact]
    public void Take_PacketsWithinTheLimit_AreOneBody()
    {
        _payload.Add("41"u8);
        _payload.AddBinary([1, 2, 3]);
        _payload.Add("2"u8);

        Assert.Equal(["41\u001ebAQID\u001e2"], Bodies(100));
    }

    [Theory]
    [InlineData(5, new[] { "4a\u001e4b", "4c" })]
    [InlineData(4, new[] { "4a", "4b", "4c" })]
    [InlineData(1, new[] { "4a", "4b", "4c" })]
    public void Take_PacketsBeyondTheLimit_AreSeveralBodies(int limit, string[] expected)
    {
        _payload.Add("4a"u8);
        _payload.Add("4b"u8);
        _payload.Add("4c"u8);

        Assert.Equal(expected, Bodies(limit));
    }

    [Fact]
    public void Take_AfterATake_BeginsAnew()
    {
        Assert.Empty(Bodies(100));
        _payload.Add("4a"u8);
        Assert.Equal(["4a"], Bodies(100));
        Assert.Empty(Bodies(100));

        _payload.Add("4b"u8);

        Assert.Equal(["4b"], Bodies(100));
    }

    private string[] Bodies(int maxBytes) => [.. _payload.Take(maxBytes).Select(static body => Encoding.UTF8.GetString(body.Span))];
}
