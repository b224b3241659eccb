using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests;

/// <summary>Every reader above the frames: handshake, Engine.IO, Socket.IO in both modes, CONNECT replies.</summary>
internal sealed class PacketFrames : IWebSocketHandler, IEngineHandler
{
    private readonly EngineDispatcher _dispatcher;

    public PacketFrames() => _dispatcher = new EngineDispatcher(this, Monitor);

    public bool IsClosed { get; private set; }

    public int Refused { get; private set; }

    private static HeartbeatMonitor Monitor { get; } = new(
        new EngineHandshake("a", TimeSpan.FromHours(1), TimeSpan.FromHours(1), 1, []), TimeProvider.System, static () => { });

    public void OnText(ReadOnlySpan<byte> message)
    {
        if (message is [(byte)'0', ..])
        {
            Refused += HandshakeReader.TryParse(message[1..], out _, out _) ? 0 : 1;
        }
        else
        {
            _dispatcher.OnText(message);
        }
    }

    public void OnBinary(ReadOnlySpan<byte> message) => _dispatcher.OnBinary(message);

    public void OnPing(ReadOnlySpan<byte> payload)
    {
    }

    public void OnPong(ReadOnlySpan<byte> payload)
    {
    }

    public void OnClose(int code, ReadOnlySpan<byte> reason) => IsClosed = true;

    void IEngineHandler.OnHeartbeat()
    {
    }

    void IEngineHandler.OnWebSocketPing(ReadOnlySpan<byte> payload)
    {
    }

    void IEngineHandler.OnWebSocketPong(ReadOnlySpan<byte> payload)
    {
    }

    void IEngineHandler.OnMessage(ReadOnlySpan<byte> packet)
    {
        bool strict = PacketReader.TryParse(packet, out SocketIOPacket parsed);
        bool envelope = PacketReader.TryParse(packet, PacketLimits.Default, PayloadCheck.Envelope, out _, out _);
        Assert.True(!strict || envelope, "The strict check accepted what the lax one refused.");
        Refused += strict ? 0 : 1;
        if (strict && parsed.Type == SocketIOPacketType.Connect)
        {
            Refused += ConnectReply.TryParse(parsed.Data, out _) ? 0 : 1;
        }
    }

    void IEngineHandler.OnBinary(ReadOnlySpan<byte> attachment)
    {
    }

    void IEngineHandler.OnReadBatchCompleted()
    {
    }
}
