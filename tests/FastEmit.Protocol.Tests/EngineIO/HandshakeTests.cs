using System.Buffers;
using System.Text;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.Protocol.Tests.EngineIO;

public sealed class HandshakeTests
{
    [Fact]
    public void TryParse_WhatTheWriterWrote_IsTheSame()
    {
        EngineHandshake handshake = new("id \"1\"", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20), 1_000_000, ["websocket"]);
        ArrayBufferWriter<byte> output = new();
        HandshakeWriter.Write(output, handshake);

        Assert.Equal((byte)'0', output.WrittenSpan[0]);
        Assert.True(HandshakeReader.TryParse(output.WrittenSpan[1..], out EngineHandshake? read, out _));
        Assert.Equal(handshake with { Upgrades = read.Upgrades }, read);
        Assert.Equal(["websocket"], read.Upgrades);
    }

    [Theory]
    [InlineData("""{"sid":"a","pingInterval":1,"pingTimeout":2}""", int.MaxValue)]
    [InlineData("""{"sid":"a","pingInterval":1,"pingTimeout":2,"maxPayload":10000000000}""", int.MaxValue)]
    [InlineData("""{"future":{"x":[1]},"sid":"a","upgrades":[1,{"y":2},"websocket"],"pingInterval":1,"pingTimeout":2,"maxPayload":5}""", 5)]
    public void TryParse_UnusualButValid_IsRead(string json, int maxPayload)
    {
        Assert.True(HandshakeReader.TryParse(Encoding.UTF8.GetBytes(json), out EngineHandshake? handshake, out _));

        Assert.Equal("a", handshake.Sid);
        Assert.Equal(maxPayload, handshake.MaxPayload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sid":5,"pingInterval":1,"pingTimeout":2}""")]
    [InlineData("""{"sid":"a","pingInterval":0,"pingTimeout":2}""")]
    [InlineData("""{"sid":"a","pingInterval":1,"pingTimeout":-2}""")]
    [InlineData("""{"sid":"a","pingInterval":1e300,"pingTimeout":2}""")]
    [InlineData("""{"sid":"a","pingInterval":1,"pingTimeout":2,"maxPayload":0}""")]
    [InlineData("""{"sid":"a","pingInterval":1,"pingTimeout":2} x""")]
    [InlineData("""{"sid":"\ud800","pingInterval":1,"pingTimeout":2}""")]
    public void TryParse_Unusable_IsRefusedWithAReason(string json)
    {
        Assert.False(HandshakeReader.TryParse(Encoding.UTF8.GetBytes(json), out _, out string? error));

        Assert.NotEmpty(error);
    }

    [Fact]
    public void TryParse_Huge_IsRefused()
    {
        string json = $$"""{"sid":"a","pingInterval":1,"pingTimeout":2,"x":"{{new string('y', 20_000)}}"}""";

        Assert.False(HandshakeReader.TryParse(Encoding.UTF8.GetBytes(json), out _, out _));
    }

    [Theory]
    [InlineData(0, 45)]
    [InlineData(44, 1)]
    [InlineData(45, 0)]
    [InlineData(60, -15)]
    public void ClientRemaining_AfterSilence_IsThePatienceLeft(int silence, int remaining)
    {
        EngineHandshake handshake = new("a", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20), 1, []);

        Assert.Equal(TimeSpan.FromSeconds(remaining), HeartbeatRules.ClientRemaining(handshake, TimeSpan.FromSeconds(silence)));
    }
}
