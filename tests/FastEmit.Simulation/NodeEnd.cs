using System.Text;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Simulation;

/// <summary>The end of a server that works as the official one does. It reads the real bytes by the production reader.</summary>
internal sealed class NodeEnd : ServerEnd, IWebSocketHandler
{
    private readonly SimulatedServer _server;
    private readonly PathQuality _path;
    private readonly FrameReader _reader = new(WebSocketRole.Server, FrameLimits.Default);
    private readonly HashSet<string> _joined = [];
    private readonly HashSet<string> _left = [];

    /// <summary>The event whose attachments come.</summary>
    private (int Id, string Namespace, long AckId) _awaiting;

    private int _attachments;
    private int _attachmentsLeft;

    private long _pingDueAt;
    private long _pongDueAt = long.MaxValue;

    public NodeEnd(SimulatedServer server, World world, PathQuality path, Pipe incoming, Pipe outgoing)
        : base(world, incoming, outgoing)
    {
        _server = server;
        _path = path;
        _pingDueAt = world.Now + server.Habits.PingInterval.Ticks;
    }

    public override long TimerAt => Math.Min(_pingDueAt, _pongDueAt);

    public override void Read(Span<byte> bytes)
    {
        NodeEnd self = this;
        try
        {
            _reader.Read(bytes, ref self);
        }
        catch (WebSocketProtocolException exception)
        {
            throw new BrokenPromiseException($"The server cannot read it: {exception.Message}");
        }
    }

    /// <summary>The heartbeat.</summary>
    public override void OnTimers()
    {
        if (World.Now >= _pongDueAt)
        {
            Close("ping timeout");
        }
        else if (World.Now >= _pingDueAt)
        {
            _pingDueAt = long.MaxValue;
            _pongDueAt = World.Now + _server.Habits.PingTimeout.Ticks;
            Send(WebSocketOpcode.Text, "2"u8);
        }
    }

    public override void Dispose() => _reader.Dispose();

    public override void Acknowledge(string ns, long ackId, int id)
    {
        if (_joined.Contains(ns))
        {
            SendPacket($"43{Prefix(ns)}{ackId}[{id}]");
        }
    }

    /// <summary>Leaves a namespace. As in the official server, events that are read and whose handlers have not been called reach none.</summary>
    public override void Disconnect(string ns)
    {
        if (_joined.Remove(ns))
        {
            _left.Add(ns);
            Calls = new Queue<(int Id, string Namespace, long AckId)>(Calls.Where(call => call.Namespace != ns));
            SendPacket($"41{Prefix(ns)}");
        }
    }

    public void OnText(ReadOnlySpan<byte> message)
    {
        if (message.Length > _server.Habits.MaxPayload)
        {
            throw new BrokenPromiseException($"A message of {message.Length} bytes was sent to a server that takes {_server.Habits.MaxPayload}.");
        }

        if (message is [(byte)'3'])
        {
            _pongDueAt = long.MaxValue;
            _pingDueAt = World.Now + _server.Habits.PingInterval.Ticks;
        }
        else if (!IsOpen
            || message[0] != (byte)'4'
            || PacketReader.Read(message[1..], PacketLimits.Default, PayloadCheck.Strict, out SocketIOPacket packet, out _) == PacketVerdict.Malformed)
        {
            if (IsOpen)
            {
                throw new BrokenPromiseException($"The server cannot read '{Encoding.UTF8.GetString(message)}'.");
            }
        }
        else
        {
            OnPacket(packet);
        }
    }

    public void OnBinary(ReadOnlySpan<byte> message)
    {
        if (!IsOpen)
        {
            return;
        }

        if (_attachmentsLeft == 0)
        {
            throw new BrokenPromiseException("A binary message came that no event announced.");
        }

        (int id, string ns, long ackId) = _awaiting;
        if (!Attachments.IsOne(message, id, _attachments - _attachmentsLeft))
        {
            throw new BrokenPromiseException($"An attachment of event {id} is not what was emitted.");
        }

        if (--_attachmentsLeft == 0 && _joined.Contains(ns))
        {
            Calls.Enqueue((id, ns, ackId));
        }
    }

    /// <summary>Answered while it is read, before any handler of the same read is called.</summary>
    public void OnPing(ReadOnlySpan<byte> payload)
    {
        if (!_path.SwallowsPings || World.Now >= _server.Calm)
        {
            Send(WebSocketOpcode.Pong, payload);
        }
    }

    public void OnPong(ReadOnlySpan<byte> payload)
    {
    }

    public void OnClose(int code, ReadOnlySpan<byte> reason) => Close("asked to");

    private static string Prefix(string ns) => ns == "/" ? "" : ns + ",";

    private void OnPacket(in SocketIOPacket packet)
    {
        if (_attachmentsLeft != 0)
        {
            throw new BrokenPromiseException($"A packet stands between event {_awaiting.Id} and its attachments.");
        }

        string ns = packet.Namespace.SequenceEqual("/a"u8) ? "/a" : packet.Namespace.SequenceEqual("/b"u8) ? "/b" : "/";
        switch (packet.Type)
        {
            case SocketIOPacketType.Connect when _server.IsRefused(ns):
                SendPacket($"44{Prefix(ns)}{{\"message\":\"no\"}}");
                break;
            case SocketIOPacketType.Connect:
                _joined.Add(ns);
                SendPacket($"40{Prefix(ns)}{{\"sid\":\"1\"}}");
                break;
            case SocketIOPacketType.Disconnect:
                _joined.Remove(ns);
                break;
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent when _joined.Contains(ns):
                Take(packet, ns);
                break;
            default:
                if (!_left.Contains(ns))
                {
                    throw new BrokenPromiseException($"An event came for namespace '{ns}', which was not joined.");
                }

                Close("an event for a namespace that is left");
                break;
        }
    }

    private void Take(in SocketIOPacket packet, string ns)
    {
        ReadOnlySpan<byte> data = packet.Data;
        while (EventNumber.TryTake(ref data, out int id))
        {
            if (packet.Attachments == 0)
            {
                Calls.Enqueue((id, ns, EventNumber.IsIn(data) ? SocketIOPacket.NoAck : packet.AckId));
            }
            else
            {
                _awaiting = (id, ns, packet.AckId);
                _attachments = _attachmentsLeft = packet.Attachments;
            }
        }
    }

    private void SendPacket(string packet) => Send(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(packet));

    private void Send(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (IsOpen)
        {
            Span<byte> frame = stackalloc byte[FrameWriter.UnmaskedLength(payload.Length)];
            FrameWriter.WriteUnmasked(frame, opcode, payload);
            Out.Write(frame);
        }
    }
}
