using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <content>What the read loop hands over. Nothing here runs user code or waits; events go to the queue of their socket.</content>
public sealed partial class SocketIOConnection : IEngineHandler
{
    private readonly BinaryAssembler _assembler;
    private Exception? _violation;
    private SocketIOSocket? _full;

    void IEngineHandler.OnHeartbeat()
    {
        Interlocked.Increment(ref _owedHeartbeats);
        _wake.Signal();
        foreach (SocketIOSocket socket in Volatile.Read(ref _byId))
        {
            socket.Inbound.Trim();
        }
    }

    void IEngineHandler.OnWebSocketPing(ReadOnlySpan<byte> payload)
    {
        // RFC 6455 section 5.5.3: of several pings that are not answered yet, the latest is enough.
        lock (_pongPayload)
        {
            payload.CopyTo(_pongPayload);
            _pongLength = payload.Length;
        }

        _wake.Signal();
    }

    void IEngineHandler.OnWebSocketPong(ReadOnlySpan<byte> payload)
    {
    }

    void IEngineHandler.OnMessage(ReadOnlySpan<byte> packet)
    {
        if (_assembler.IsCollecting)
        {
            throw new EngineProtocolException("A text packet came where an attachment is due.");
        }

        SocketIOPacket parsed = Parse(packet);
        if (parsed.Attachments > 0)
        {
            _assembler.Begin(packet, parsed.Attachments);
        }
        else
        {
            Route(parsed, default);
        }
    }

    void IEngineHandler.OnBinary(ReadOnlySpan<byte> attachment)
    {
        if (_assembler.Add(attachment))
        {
            Route(Parse(_assembler.Packet), _assembler.Attachments);
            _assembler.Clear();
        }
    }

    void IEngineHandler.OnReadBatchCompleted()
    {
    }

    ValueTask IEngineHandler.ReadyForMoreAsync()
    {
        if (_full is not { } socket)
        {
            return default;
        }

        _full = null;
        return socket.Inbound.WaitForRoomAsync();
    }

    void IEngineHandler.OnAborted()
    {
        foreach (SocketIOSocket socket in Sockets())
        {
            socket.Inbound.ReleaseReader();
        }
    }

    private SocketIOPacket Parse(ReadOnlySpan<byte> packet) =>
        PacketReader.TryParse(packet, PacketLimits, PayloadCheck.Strict, out SocketIOPacket parsed, out string? error)
            ? parsed
            : throw new EngineProtocolException($"The server sent {error}.");

    private void Route(in SocketIOPacket packet, in AttachmentList attachments)
    {
        if (FindSocket(packet.Namespace) is not { } socket)
        {
            // As in the official client: a packet for a namespace that nobody asked for is none of our business.
            return;
        }

        switch (packet.Type)
        {
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent:
                if (socket.OnEvent(packet, attachments) && socket.Inbound.IsFull)
                {
                    _full = socket;
                }

                break;
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                socket.OnAck(packet, attachments);
                break;
            case SocketIOPacketType.Connect:
                socket.OnGranted(packet.Data);
                break;
            case SocketIOPacketType.ConnectError:
                socket.OnRefused(packet.Data);
                break;
            default:
                socket.OnServerDisconnect();
                break;
        }
    }

    private SocketIOSocket? FindSocket(ReadOnlySpan<byte> ns)
    {
        // A handful of namespaces at most, and nearly always the same one as last time: a scan beats a hash.
        foreach (SocketIOSocket socket in Volatile.Read(ref _byId))
        {
            if (socket.Utf8Namespace.SequenceEqual(ns))
            {
                return socket;
            }
        }

        return null;
    }
}
