using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// Waits for the open packet, which is the first message of every session (for <c>3probe</c>, if the session exists already), and halts the
/// reader behind it.
/// </summary>
internal sealed class OpenPacketHandler(FrameReader reader, EngineHandshake? session) : IWebSocketHandler
{
    private const int ShownBytes = 60;

    public EngineHandshake? Handshake { get; private set; }

    /// <summary>A description of the message that came instead of an open packet.</summary>
    public string? Error { get; private set; }

    public bool IsDone => Handshake is not null || Error is not null;

    public void OnText(ReadOnlySpan<byte> message)
    {
        reader.Halt();
        if (session is not null)
        {
            Handshake = message.SequenceEqual(EngineProtocol.ProbePong) ? session : null;
            Error = Handshake is null ? "the server did not answer the probe." : null;
        }
        else if (message.IsEmpty || message[0] != (byte)EnginePacketType.Open)
        {
            ReadOnlySpan<byte> start = message[..Math.Min(message.Length, ShownBytes)];
            Error = $"the first message is no Engine.IO open packet (it begins with \"{HttpFailures.OneLine(start)}\").";
        }
        else if (HandshakeReader.TryParse(message[1..], out EngineHandshake? handshake, out string? error))
        {
            Handshake = handshake;
        }
        else
        {
            Error = $"this is no Engine.IO v4 session: {error}.";
        }
    }

    public void OnBinary(ReadOnlySpan<byte> message)
    {
        reader.Halt();
        Error = "the first message is binary, where an Engine.IO open packet is due.";
    }

    public void OnPing(ReadOnlySpan<byte> payload)
    {
        // Answering is optional until the connection has an owner: RFC 6455 section 5.5.3 lets only the latest ping be answered.
    }

    public void OnPong(ReadOnlySpan<byte> payload)
    {
    }

    public void OnClose(int code, ReadOnlySpan<byte> reason) =>
        Error = $"the server closed the WebSocket (code {code}, \"{HttpFailures.OneLine(reason)}\") before its open packet.";
}
