using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

public sealed class FrameWriterTests
{
    private static readonly byte[] KeyBytes = [0x37, 0xFA, 0x21, 0x3D];

    private static readonly uint Key = BitConverter.ToUInt32(KeyBytes);

    [Fact]
    public void WriteMasked_ExampleOfTheRfc_IsByteForByte()
    {
        byte[] frame = new byte[11];

        int length = FrameWriter.WriteMasked(frame, WebSocketOpcode.Text, "Hello"u8, Key);

        Assert.Equal(11, length);
        Assert.Equal([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58], frame);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65535, 4)]
    [InlineData(65536, 10)]
    public void WriteUnmasked_EachLengthClass_UsesTheShortestHeader(int payload, int header)
    {
        byte[] frame = new byte[payload + 20];

        int length = FrameWriter.WriteUnmasked(frame, WebSocketOpcode.Binary, new byte[payload]);

        Assert.Equal(payload + header, length);
        Assert.Equal(length, FrameWriter.UnmaskedLength(payload));
        Assert.Equal(length + 4, FrameWriter.MaskedLength(payload));
        FrameHeader read = FrameHeader.Decode(frame.AsSpan(0, header));
        Assert.Equal((ulong)payload, read.PayloadLength);
        Assert.Equal(WebSocketOpcode.Binary, read.Opcode);
    }

    [Fact]
    public void WriteMasked_TwoPieces_EqualsTheirConcatenation()
    {
        byte[] payload = new byte[300];
        new Random(5).NextBytes(payload);
        byte[] whole = new byte[FrameWriter.MaskedLength(payload.Length)];
        byte[] pieces = new byte[whole.Length];
        FrameWriter.WriteMasked(whole, WebSocketOpcode.Text, payload, Key);

        for (int cut = 0; cut <= payload.Length; cut++)
        {
            FrameWriter.WriteMasked(pieces, WebSocketOpcode.Text, payload.AsSpan(0, cut), payload.AsSpan(cut), Key);

            Assert.True(pieces.AsSpan().SequenceEqual(whole), $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65536)]
    public void Write_DestinationOneByteShort_Throws(int payload)
    {
        Assert.Throws<ArgumentException>(
            () => FrameWriter.WriteMasked(new byte[FrameWriter.MaskedLength(payload) - 1], WebSocketOpcode.Text, new byte[payload], Key));
        Assert.Throws<ArgumentException>(
            () => FrameWriter.WriteUnmasked(new byte[FrameWriter.UnmaskedLength(payload) - 1], WebSocketOpcode.Text, new byte[payload]));
    }

    [Fact]
    public void WriteClosePayload_LongReason_IsCutAtAWholeCharacter()
    {
        byte[] payload = new byte[125];

        int length = FrameWriter.WriteClosePayload(payload, 1001, new string('é', 100));

        Assert.Equal([0x03, 0xE9], payload[..2]);
        Assert.Equal(2 + 122, length);
        Assert.Equal(new string('é', 61), Encoding.UTF8.GetString(payload.AsSpan(2, length - 2)));
    }
}
