using System.Buffers;
using System.Text;
using FastEmit.Protocol.Packets;

namespace FastEmit.Protocol.Tests.Packets;

public sealed class PacketWriterTests
{
    [Theory]
    [InlineData("/woot", """{"token":"123"}""", """0/woot,{"token":"123"}""")]
    [InlineData("/", "", "0")]
    [InlineData("", """{"a":1}""", """0{"a":1}""")]
    public void WriteConnect_Vector_IsByteForByte(string ns, string auth, string expected) =>
        Assert.Equal(expected, Write(output => PacketWriter.WriteConnect(output, Utf8(ns), Utf8(auth))));

    [Theory]
    [InlineData("/woot", "1/woot,")]
    [InlineData("/", "1")]
    public void WriteDisconnect_Vector_IsByteForByte(string ns, string expected) =>
        Assert.Equal(expected, Write(output => PacketWriter.WriteDisconnect(output, Utf8(ns))));

    [Theory]
    [InlineData("/", -1, 0, "2")]
    [InlineData("/test", 1, 0, "2/test,1")]
    [InlineData("/cool", 23, 1, "51-/cool,23")]
    [InlineData("", long.MaxValue, 10, "510-9223372036854775807")]
    public void WriteEventPrefix_Vector_IsByteForByte(string ns, long ackId, int attachments, string expected) =>
        Assert.Equal(expected, Write(output => PacketWriter.WriteEventPrefix(output, Utf8(ns), ackId, attachments)));

    [Theory]
    [InlineData("/", 123, 0, "3123")]
    [InlineData("/back", 127, 1, "61-/back,127")]
    public void WriteAckPrefix_Vector_IsByteForByte(string ns, long ackId, int attachments, string expected) =>
        Assert.Equal(expected, Write(output => PacketWriter.WriteAckPrefix(output, Utf8(ns), ackId, attachments)));

    [Fact]
    public void WriteConnectError_Vector_IsByteForByte() =>
        Assert.Equal("4/a,\"no\"", Write(static output => PacketWriter.WriteConnectError(output, "/a"u8, "\"no\""u8)));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Write(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
