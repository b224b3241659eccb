using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Sessions;

/// <content>Packets of the client. Rules and vectors: Engine.IO v4, Socket.IO v5; a violation closes the connection.</content>
internal sealed partial class CollectorSession
{
    /// <summary>A binary event of which not every attachment has come yet; null until the first.</summary>
    private BinaryAssembler? _binary;

    /// <summary>An Engine.IO packet as text.</summary>
    public void OnText(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
        {
            Fail(CloseCode.PolicyViolation, "An empty Engine.IO packet.");
        }
        else if (message[0] == EngineProtocol.MessagePrefix)
        {
            OnMessage(message[1..]);
        }
        else
        {
            OnEnginePacket((EnginePacketType)message[0], message);
        }
    }

    /// <summary>An attachment.</summary>
    public void OnBinary(ReadOnlySpan<byte> message)
    {
        if (_binary is not { IsCollecting: true } binary)
        {
            Fail(CloseCode.PolicyViolation, "A binary frame that no event has announced.");
            return;
        }

        try
        {
            if (binary.Add(message))
            {
                OnBinaryPacket(binary);
                binary.Clear();
            }
        }
        catch (EngineProtocolException e)
        {
            Fail(CloseCode.MessageTooBig, e.Message);
        }
    }

    private void OnEnginePacket(EnginePacketType type, ReadOnlySpan<byte> packet)
    {
        switch (type)
        {
            case EnginePacketType.Pong when packet.Length == 1:
                OnHeartbeatAnswered();
                break;
            case EnginePacketType.Close when packet.Length == 1:
                Close(new Closing(CloseCode.Normal, "", ByClient: true));
                break;
            case EnginePacketType.Noop when packet.Length == 1:
                break;
            default:
                Fail(CloseCode.PolicyViolation, "An Engine.IO packet that a client must not send.");
                break;
        }
    }

    private void OnMessage(ReadOnlySpan<byte> message)
    {
        if (_binary is { IsCollecting: true })
        {
            Fail(CloseCode.PolicyViolation, "A text packet where an attachment is due.");
            return;
        }

        PayloadCheck check = _options.ValidatesJson ? PayloadCheck.Strict : PayloadCheck.Envelope;
        PacketVerdict verdict = PacketReader.Read(message, PacketLimits.Default, check, out SocketIOPacket packet, out string? error);
        if (verdict != PacketVerdict.Valid)
        {
            OnBadPacket(verdict, packet, message, error);
        }
        else if (packet.Type == SocketIOPacketType.Event)
        {
            OnEvent(packet, default);
        }
        else
        {
            OnOtherPacket(packet, message);
        }
    }

    /// <summary>An event beyond a limit fails alone, with the attachments behind it. Everything else that is wrong ends the session.</summary>
    private void OnBadPacket(PacketVerdict verdict, scoped in SocketIOPacket packet, ReadOnlySpan<byte> message, string? error)
    {
        if (verdict == PacketVerdict.Malformed || !packet.IsEvent)
        {
            Fail(CloseCode.PolicyViolation, $"A Socket.IO packet with {error}.");
        }
        else if (packet.Attachments > 0)
        {
            BeginBinary(packet, message);
        }
        else
        {
            Interlocked.Increment(ref _collector.Counters.RefusedEvents);
        }
    }

    private void OnOtherPacket(scoped in SocketIOPacket packet, ReadOnlySpan<byte> message)
    {
        switch (packet.Type)
        {
            case SocketIOPacketType.Connect:
                OnConnect(packet.Namespace, packet.Data);
                break;
            case SocketIOPacketType.Disconnect:
                OnDisconnect(packet.Namespace);
                break;
            case SocketIOPacketType.BinaryEvent:
                BeginBinary(packet, message);
                break;
            case SocketIOPacketType.Ack:
                break; // The collector asks for no acknowledgement, so nothing waits for one.
            default:
                Fail(CloseCode.PolicyViolation, $"A {packet.Type} packet, which a client must not send here.");
                break;
        }
    }

    private void BeginBinary(scoped in SocketIOPacket packet, ReadOnlySpan<byte> message)
    {
        _binary ??= new BinaryAssembler(_options.MaxPayload);
        _binary.Begin(message, packet.Attachments);
    }

    /// <summary>A packet that was not malformed when it came, with its attachments.</summary>
    private void OnBinaryPacket(BinaryAssembler binary)
    {
        PacketVerdict verdict = PacketReader.Read(binary.Packet, PacketLimits.Default, PayloadCheck.Strict, out SocketIOPacket packet, out _);
        if (verdict == PacketVerdict.Valid)
        {
            OnEvent(packet, binary.Attachments);
        }
        else
        {
            Interlocked.Increment(ref _collector.Counters.RefusedEvents);
        }
    }
}
