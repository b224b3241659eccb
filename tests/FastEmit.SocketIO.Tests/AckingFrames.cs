using System.Buffers.Text;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Tests;

/// <summary>Answers every event that asks for an ack with <c>[1]</c>; allocates nothing in steady state.</summary>
internal sealed class AckingFrames : IWebSocketHandler
{
    private readonly byte[] _answers = new byte[1024 * 1024];
    private int _length;

    public ReadOnlyMemory<byte> TakeAnswers()
    {
        int length = _length;
        _length = 0;
        return _answers.AsMemory(0, length);
    }

    public void OnText(ReadOnlySpan<byte> message)
    {
        if (message is [(byte)'4', ..]
            && PacketReader.TryParse(message[1..], PacketLimits.Default, PayloadCheck.Envelope, out SocketIOPacket packet, out _)
            && packet.AckId >= 0)
        {
            Span<byte> answer = stackalloc byte[32];
            "43"u8.CopyTo(answer);
            Utf8Formatter.TryFormat(packet.AckId, answer[2..], out int digits);
            "[1]"u8.CopyTo(answer[(2 + digits)..]);
            _length += FrameWriter.WriteUnmasked(_answers.AsSpan(_length), WebSocketOpcode.Text, answer[..(5 + digits)]);
        }
    }

    public void OnBinary(ReadOnlySpan<byte> message)
    {
    }

    public void OnPing(ReadOnlySpan<byte> payload)
    {
    }

    public void OnPong(ReadOnlySpan<byte> payload)
    {
    }

    public void OnClose(int code, ReadOnlySpan<byte> reason)
    {
    }
}
