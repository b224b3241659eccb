using System.Buffers;
using System.Buffers.Text;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>From WebSocket messages to Engine.IO packets. It keeps how the peer closed, if it did.</summary>
internal struct EngineDispatcher(IEngineHandler handler, HeartbeatMonitor heartbeat) : IWebSocketHandler
{
    /// <summary>Set once the peer has closed.</summary>
    public ConnectionClose? Close { get; private set; }

    public readonly void OnText(ReadOnlySpan<byte> message)
    {
        // '4' is nearly every packet.
        if (message.Length > 0 && message[0] == EngineProtocol.MessagePrefix)
        {
            handler.OnMessage(message[1..]);
        }
        else
        {
            OnOtherPacket(message);
        }
    }

    public readonly void OnBinary(ReadOnlySpan<byte> message) => handler.OnBinary(message);

    public readonly void OnPing(ReadOnlySpan<byte> payload) => handler.OnWebSocketPing(payload);

    public readonly void OnPong(ReadOnlySpan<byte> payload) => handler.OnWebSocketPong(payload);

    public void OnClose(int code, ReadOnlySpan<byte> reason) =>
        Close = new ConnectionClose(
            DisconnectReason.TransportClose, code, reason.IsEmpty ? null : HttpFailures.OneLine(reason), null);

    private readonly void OnOtherPacket(ReadOnlySpan<byte> packet)
    {
        switch (packet.IsEmpty ? default : (EnginePacketType)packet[0])
        {
            case EnginePacketType.Ping:
                heartbeat.OnPing();
                handler.OnHeartbeat();
                break;
            case EnginePacketType.Base64:
                DecodeBase64(packet[1..]);
                break;
            case EnginePacketType.Noop or EnginePacketType.Pong:
                break;
            case EnginePacketType.Close:
                // Not ours to end the stream for: the server closes the WebSocket next, or the heartbeat ends it.
                break;
            case EnginePacketType.Open:
                throw new EngineProtocolException("A second open packet came in one session.");
            case EnginePacketType.Upgrade:
                throw new EngineProtocolException("The server sent an upgrade packet.");
            default:
                throw new EngineProtocolException(packet.IsEmpty
                    ? "An Engine.IO packet is empty."
                    : $"An Engine.IO packet has the unknown type 0x{packet[0]:X2}.");
        }
    }

    private readonly void DecodeBase64(ReadOnlySpan<byte> text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        try
        {
            OperationStatus status = Base64.DecodeFromUtf8(text, bytes, out int consumed, out int written);
            if (status != OperationStatus.Done || consumed != text.Length)
            {
                throw new EngineProtocolException("A base64 attachment does not decode.");
            }

            handler.OnBinary(bytes.AsSpan(0, written));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
