using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// Packets of the client. Rules and vectors: Engine.IO v4, Socket.IO v5; a violation closes the connection. Owned by the dispatching thread.
/// </summary>
internal sealed class ClientPackets(
    SessionEvents events, NamespaceJoins joins, Heartbeat heartbeat, ClientLink link, SessionReports reports, CollectorOptions options)
{
    private readonly PayloadCheck _check = options.ValidatesJson ? PayloadCheck.Strict : PayloadCheck.Envelope;

    /// <summary>A binary event of which not every attachment has come yet; null until the first.</summary>
    private BinaryAssembler? _binary;

    /// <summary>An Engine.IO packet as text.</summary>
    public void OnText(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
        {
            link.Fail(CloseCode.PolicyViolation, "An empty Engine.IO packet.");
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
            link.Fail(CloseCode.PolicyViolation, "A binary frame that no event has announced.");
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
            link.Fail(CloseCode.MessageTooBig, e.Message);
        }
    }

    private void OnEnginePacket(EnginePacketType type, ReadOnlySpan<byte> packet)
    {
        switch (type)
        {
            case EnginePacketType.Pong when packet.Length == 1:
                heartbeat.OnAnswered();
                break;
            case EnginePacketType.Close when packet.Length == 1:
                link.Close(new Closing(CloseCode.Normal, "", ByClient: true));
                break;
            case EnginePacketType.Noop when packet.Length == 1:
                break;
            default:
                link.Fail(CloseCode.PolicyViolation, "An Engine.IO packet that a client must not send.");
                break;
        }
    }

    private void OnMessage(ReadOnlySpan<byte> message)
    {
        if (_binary is { IsCollecting: true })
        {
            link.Fail(CloseCode.PolicyViolation, "A text packet where an attachment is due.");
            return;
        }

        PacketVerdict verdict = PacketReader.Read(message, PacketLimits.Default, _check, out SocketIOPacket packet, out string? error);
        if (verdict != PacketVerdict.Valid)
        {
            OnBadPacket(verdict, packet, message, error);
        }
        else if (packet.Type == SocketIOPacketType.Event)
        {
            events.OnEvent(packet, default);
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
            link.Fail(CloseCode.PolicyViolation, $"A Socket.IO packet with {error}.");
        }
        else if (packet.Attachments > 0)
        {
            BeginBinary(packet, message);
        }
        else
        {
            reports.EventRefused();
        }
    }

    private void OnOtherPacket(scoped in SocketIOPacket packet, ReadOnlySpan<byte> message)
    {
        switch (packet.Type)
        {
            case SocketIOPacketType.Connect:
                joins.OnConnect(packet.Namespace, packet.Data);
                break;
            case SocketIOPacketType.Disconnect:
                joins.OnDisconnect(packet.Namespace);
                break;
            case SocketIOPacketType.BinaryEvent:
                BeginBinary(packet, message);
                break;
            case SocketIOPacketType.Ack:
                break; // The collector asks for no acknowledgement, so nothing waits for one.
            default:
                link.Fail(CloseCode.PolicyViolation, $"A {packet.Type} packet, which a client must not send here.");
                break;
        }
    }

    private void BeginBinary(scoped in SocketIOPacket packet, ReadOnlySpan<byte> message)
    {
        _binary ??= new BinaryAssembler(options.MaxPayload);
        _binary.Begin(message, packet.Attachments);
    }

    /// <summary>A packet that was not malformed when it came, with its attachments.</summary>
    private void OnBinaryPacket(BinaryAssembler binary)
    {
        PacketVerdict verdict = PacketReader.Read(binary.Packet, PacketLimits.Default, PayloadCheck.Strict, out SocketIOPacket packet, out _);
        if (verdict == PacketVerdict.Valid)
        {
            events.OnEvent(packet, binary.Attachments);
        }
        else
        {
            reports.EventRefused();
        }
    }
}
