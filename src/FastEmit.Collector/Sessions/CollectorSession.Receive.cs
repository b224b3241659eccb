using System.Buffers;
using FastEmit.SocketIO.EngineIO;
using FastEmit.SocketIO.SocketIO;
using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <content>What a client may send. Rules and vectors: Engine.IO v4, Socket.IO v5; a violation closes the connection.</content>
internal sealed partial class CollectorSession
{
    private readonly NamespaceSet _namespaces = new();

    /// <summary>A binary event of which not every attachment has come yet.</summary>
    private readonly ArrayBufferWriter<byte> _binaryEvent = new(1);
    private int _attachmentsDue;

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

    public void OnBinary(ReadOnlySpan<byte> message)
    {
        if (_attachmentsDue == 0)
        {
            Fail(CloseCode.PolicyViolation, "A binary frame that no event has announced.");
        }
        else if (--_attachmentsDue == 0)
        {
            OnEvent(Reparse(_binaryEvent.WrittenSpan));
            _binaryEvent.ResetWrittenCount();
        }
    }

    /// <summary>
    /// Only the last ping of a read is answered, which RFC 6455 section 5.5.3 allows and which means the same to an emitter: a later
    /// watermark includes the earlier ones.
    /// </summary>
    public void OnPing(ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(_pongPayload);
        _pongLength = payload.Length;
    }

    public void OnClose(int code)
    {
        _closedByClient = true;
        Interlocked.CompareExchange(ref _closing, new Closing(code, ""), null);
    }

    private void OnEnginePacket(EnginePacketType type, ReadOnlySpan<byte> packet)
    {
        switch (type)
        {
            case EnginePacketType.Pong when packet.Length == 1:
                OnHeartbeatAnswered();
                break;
            case EnginePacketType.Close when packet.Length == 1:
                Interlocked.CompareExchange(ref _closing, new Closing(CloseCode.Normal, ""), null);
                _reader.Halt();
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
        PayloadCheck check = _options.ValidatesJson ? PayloadCheck.Strict : PayloadCheck.Envelope;
        if (_attachmentsDue > 0)
        {
            Fail(CloseCode.PolicyViolation, "A text packet where an attachment is due.");
        }
        else if (!PacketReader.TryParse(message, PacketLimits.Default, check, out SocketIOPacket packet, out string? error))
        {
            Fail(CloseCode.PolicyViolation, $"A Socket.IO packet with {error}.");
        }
        else if (packet.Type == SocketIOPacketType.Event)
        {
            OnEvent(packet);
        }
        else
        {
            OnOtherPacket(packet, message);
        }
    }

    private void OnEvent(scoped in SocketIOPacket packet)
    {
        if (!_namespaces.Contains(packet.Namespace))
        {
            Fail(CloseCode.PolicyViolation, "An event for a namespace that is not connected.");
            return;
        }

        _tally.Count(packet.Namespace, packet.EventName);
        if (_options.OnEvent is { } handler)
        {
            Handle(handler, packet);
        }

        if (packet.AckId != SocketIOPacket.NoAck)
        {
            WriteAck(packet.Namespace, packet.AckId);
        }
    }

    private void OnOtherPacket(scoped in SocketIOPacket packet, ReadOnlySpan<byte> message)
    {
        switch (packet.Type)
        {
            case SocketIOPacketType.Connect:
                OnConnect(packet.Namespace);
                break;
            case SocketIOPacketType.Disconnect:
                OnDisconnect(packet.Namespace);
                break;
            case SocketIOPacketType.BinaryEvent:
                _binaryEvent.Write(message);
                _attachmentsDue = packet.Attachments;
                break;
            case SocketIOPacketType.Ack:
                break; // The collector emits nothing, so nothing waits for it.
            default:
                Fail(CloseCode.PolicyViolation, $"A {packet.Type} packet, which a client must not send here.");
                break;
        }
    }

    private void OnConnect(ReadOnlySpan<byte> @namespace)
    {
        if (!_namespaces.TryAdd(@namespace))
        {
            Fail(CloseCode.PolicyViolation, _namespaces.Count == NamespaceSet.Capacity
                ? $"More than {NamespaceSet.Capacity} namespaces."
                : "A second CONNECT for a namespace.");
            return;
        }

        _connectDeadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WriteConnectReply(@namespace);
    }

    private void OnDisconnect(ReadOnlySpan<byte> @namespace)
    {
        if (!_namespaces.Remove(@namespace))
        {
            Fail(CloseCode.PolicyViolation, "A DISCONNECT for a namespace that is not connected.");
        }
    }

    /// <summary>A packet that was valid when it came.</summary>
    private static SocketIOPacket Reparse(ReadOnlySpan<byte> message) =>
        PacketReader.TryParse(message, out SocketIOPacket packet) ? packet : throw new System.Diagnostics.UnreachableException();

    private void Handle(ReceivedEventHandler handler, scoped in SocketIOPacket packet)
    {
        try
        {
            handler(new ReceivedEvent
            {
                ConnectionId = Id,
                Namespace = packet.Namespace,
                NameJson = packet.EventName,
                Data = ArgumentsOf(packet),
                Attachments = packet.Attachments,
            });
        }
        catch (Exception)
        {
            _collector.CountHandlerError();
        }
    }

    /// <summary>What stands in <c>[name,…]</c> behind the first comma; in between there can only be white space.</summary>
    private static ReadOnlySpan<byte> ArgumentsOf(scoped in SocketIOPacket packet)
    {
        ReadOnlySpan<byte> array = packet.Data;
        ReadOnlySpan<byte> rest = array[(array.IndexOf(packet.EventName[0]) + packet.EventName.Length)..array.LastIndexOf((byte)']')];
        int comma = rest.IndexOf((byte)',');
        return comma < 0 ? default : rest[(comma + 1)..];
    }
}
