using System.Text;
using CsCheck;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

public sealed class DeflateTests
{
    [Theory]
    [InlineData("permessage-deflate", false, false, false)]
    [InlineData("permessage-deflate; server_no_context_takeover", false, false, true)]
    [InlineData("permessage-deflate; client_no_context_takeover; server_max_window_bits=10", false, true, false)]
    [InlineData("permessage-deflate", true, true, false)]
    public void ParseAnswer_Allowed_IsRead(string header, bool offered, bool client, bool server) =>
        Assert.Equal(new DeflateParameters(client, server), DeflateParameters.ParseAnswer(header, offered));

    [Theory]
    [InlineData("x-webkit-deflate-frame")]
    [InlineData("permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=16")]
    [InlineData("permessage-deflate; mystery")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover")]
    public void ParseAnswer_NotAllowed_IsNull(string header) => Assert.Null(DeflateParameters.ParseAnswer(header, false));

    [Theory]
    [InlineData("permessage-deflate; client_max_window_bits=10", 10)]
    [InlineData("permessage-deflate; client_max_window_bits=\"8\"", 8)]
    [InlineData("permessage-deflate", 15)]
    public void ParseAnswer_WindowOfTheClient_IsRead(string header, int bits) =>
        Assert.Equal(bits, DeflateParameters.ParseAnswer(header, false)!.ClientMaxWindowBits);

    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 256)]
    [InlineData(8, 257)]
    [InlineData(10, 5000)]
    public void Deflate_SmallWindow_IsReadableByAnOrdinaryInflater(int bits, int length)
    {
        using MessageDeflater deflater = new(noContextTakeover: false, bits);
        using MessageInflater inflater = new(noContextTakeover: false, 1_000_000);
        byte[] message = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, length).Select(static n => (char)('a' + (n % 23)))));

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(message, inflater.Inflate(deflater.Deflate(message)).ToArray());
        }
    }

    [Fact]
    public void Inflate_WhatDeflateWrote_IsTheSameOverManyMessages() =>
        Gen.Select(Gen.Bool, Gen.Byte[(byte)'a', (byte)'h'].Array[1, 4000].Array[1, 20]).Sample(
            (noContextTakeover, messages) =>
            {
                using MessageDeflater deflater = new(noContextTakeover);
                using MessageInflater inflater = new(noContextTakeover, 1_000_000);
                Assert.All(messages, message => Assert.Equal(message, inflater.Inflate(deflater.Deflate(message)).ToArray()));
            },
            iter: 40);

    [Fact]
    public void Deflate_KeptWindow_CompressesRepeatedMessagesBetter()
    {
        using MessageDeflater kept = new(noContextTakeover: false);
        using MessageDeflater fresh = new(noContextTakeover: true);
        byte[] message = new byte[1000];
        new Random(1).NextBytes(message);
        kept.Deflate(message);
        fresh.Deflate(message);

        Assert.InRange(kept.Deflate(message).Length, 1, 100);
        Assert.InRange(fresh.Deflate(message).Length, 900, 1100);
    }

    [Fact]
    public void Inflate_Bomb_StopsAtTheBound()
    {
        using MessageDeflater deflater = new(noContextTakeover: false);
        using MessageInflater inflater = new(noContextTakeover: false, 100_000);
        byte[] bomb = deflater.Deflate(new byte[50_000_000]).ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();

        WebSocketProtocolException exception = Assert.Throws<WebSocketProtocolException>(() => inflater.Inflate(bomb));

        Assert.Equal(1009, exception.CloseCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Read_CompressedFrames_AreInflatedAndOnlyWhereTheBitMayStand()
    {
        using MessageDeflater deflater = new(noContextTakeover: false);
        byte[] payload = deflater.Deflate("Hello"u8).ToArray();
        byte[] frame = new byte[20 + payload.Length];
        int header = FrameWriter.WriteHeader(frame, WebSocketOpcode.Text, payload.Length, compressed: true);
        payload.CopyTo(frame, header);
        using FrameReader reader = new(WebSocketRole.Client, FrameLimits.Default, new MessageInflater(false, 1000));
        RecordingFrames frames = new();

        reader.Read(frame.AsSpan(0, header + payload.Length), ref frames);

        Assert.Equal(["text 48656C6C6F"], frames.Log);
        Assert.Throws<WebSocketProtocolException>(() => reader.Read(Convert.FromHexString("C900"), ref frames));
    }

    [Fact]
    public void Inflate_Garbage_IsInvalidPayload()
    {
        using MessageInflater inflater = new(false, 1000);

        Assert.Equal(1007, Assert.Throws<WebSocketProtocolException>(() => inflater.Inflate([0xFF, 0xFF, 0xFF, 0xFF])).CloseCode);
    }
}
