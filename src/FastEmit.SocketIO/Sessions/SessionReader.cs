using System.Text.Json;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Sessions;

/// <summary>Takes packets from the read loop. Nothing here runs user code or waits; events go to the queue of their socket.</summary>
internal sealed class SessionReader(SocketIOConnection connection, OwedAnswers owed) : IEngineHandler, IDisposable
{
    private readonly BinaryAssembler _assembler = new(connection.Options.MaxMessageBytes);
    private SocketIOSocket? _full;
    private volatile bool _understood;

    /// <summary>Whether the server has sent anything that this client understands. Any thread.</summary>
    public bool IsUnderstood => _understood;

    void IEngineHandler.OnHeartbeat()
    {
        owed.AddHeartbeat();
        connection.Wake();
        foreach (SocketIOSocket? socket in connection.Sockets.Snapshot)
        {
            socket?.Inbound.Trim();
        }
    }

    void IEngineHandler.OnWebSocketPing(ReadOnlySpan<byte> payload)
    {
        owed.AddPong(payload);
        connection.Wake();
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

        string? error = Parse(packet, out SocketIOPacket parsed);
        if (parsed.Attachments > 0)
        {
            _assembler.Begin(packet, parsed.Attachments);
        }
        else
        {
            Route(parsed, default, error);
        }
    }

    void IEngineHandler.OnBinary(ReadOnlySpan<byte> attachment)
    {
        if (_assembler.Add(attachment))
        {
            string? error = Parse(_assembler.Packet, out SocketIOPacket parsed);
            Route(parsed, _assembler.Attachments, error);
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
        foreach (SocketIOSocket socket in connection.AllSockets())
        {
            socket.Inbound.ReleaseReader();
        }
    }

    /// <summary>After the read loop has ended.</summary>
    public void Dispose() => _assembler.Dispose();

    /// <summary>Null, or why this packet, but no other, has to fail.</summary>
    private string? Parse(ReadOnlySpan<byte> packet, out SocketIOPacket parsed) =>
        PacketReader.Read(packet, connection.PacketLimits, PayloadCheck.Strict, out parsed, out string? error) == PacketVerdict.Malformed
            ? throw new EngineProtocolException($"The server sent {error}.")
            : error;

    private void Route(in SocketIOPacket packet, in AttachmentList attachments, string? error)
    {
        _understood = true;
        if (connection.Sockets.Find(packet.Namespace) is not { } socket)
        {
            // As in the official client: a packet for a namespace that nobody asked for is none of our business.
            return;
        }

        if (error is not null)
        {
            Refuse(socket, packet, error);
            return;
        }

        switch (packet.Type)
        {
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent:
                if (socket.Session.OnEvent(packet, attachments) && socket.Inbound.IsFull)
                {
                    _full = socket;
                }

                break;
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                socket.Emits.TakeAnswered(packet.AckId)?.Complete(packet.Data, attachments);
                break;
            case SocketIOPacketType.Connect:
                socket.Session.OnGranted(packet.Data);
                break;
            case SocketIOPacketType.ConnectError:
                socket.Session.OnRefused(packet.Data);
                break;
            default:
                socket.Session.OnServerDisconnect();
                break;
        }
    }

    /// <summary>A packet is beyond a limit: only the call that waited for it fails.</summary>
    private void Refuse(SocketIOSocket socket, in SocketIOPacket packet, string error)
    {
        JsonException failure = new($"The server sent {error} to namespace {socket.Namespace}.");
        switch (packet.Type)
        {
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                socket.Emits.TakeAnswered(packet.AckId)?.Fail(failure);
                break;
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent:
                socket.Inbound.AddNotice(() => connection.ReportHandlerError(failure));
                break;
            default:
                socket.Session.Refuse(failure);
                break;
        }
    }
}
