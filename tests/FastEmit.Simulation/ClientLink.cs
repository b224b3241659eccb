using FastEmit.Acks;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using FastEmit.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Simulation;

/// <summary>The emitter's end of a connection: production reader, dispatcher, heartbeat monitor and session over simulated pipes.</summary>
internal sealed class ClientLink : ISessionLink, IDisposable
{
    private readonly World _world;
    private readonly PathQuality _path;
    private readonly Pipe _in;
    private readonly Pipe _out;
    private readonly FrameReader _reader = new(WebSocketRole.Client, FrameLimits.Default);
    private readonly byte[] _buffer = new byte[4096];
    private readonly HeartbeatMonitor _heartbeat;
    private EngineDispatcher _dispatcher;
    private byte[] _unwritten = [];

    public ClientLink(World world, PathQuality path, ServerHabits habits, Pipe incoming, Pipe outgoing, Lease lease, PendingAcks answers, Lane lane, bool asksForNumbers)
    {
        _world = world;
        _path = path;
        _in = incoming;
        _out = outgoing;
        EngineHandshake handshake = new("sid", habits.PingInterval, habits.PingTimeout, habits.MaxPayload, []);
        Session = new Session(this, handshake, lease, answers, lane.Wake) { WantsNumbers = asksForNumbers };
        _heartbeat = new HeartbeatMonitor(handshake, world.Time, () => Session.Lose("No ping came."));
        _dispatcher = new EngineDispatcher(Session, _heartbeat);
        _in.OnArrived = Read;
        _in.OnClosed = () => Session.Lose("The connection ended.");
    }

    public Session Session { get; }

    /// <summary>The server's end.</summary>
    public required ServerEnd Peer { get; init; }

    public Pipe In => _in;

    public Pipe Out => _out;

    public bool IsClosed { get; private set; }

    /// <summary>Writes what the network takes now. True when that was all.</summary>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        int length = Math.Min(bytes.Length, _out.Room);
        _out.Write(bytes[..length]);
        _unwritten = bytes[length..].ToArray();
        return _unwritten.Length == 0;
    }

    /// <summary>Goes on with the rest of a write. True when it has ended, one way or the other.</summary>
    public bool TryEndWrite() => IsClosed || Write(_unwritten);

    public void Abort()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            _out.Close(isReset: true); // What is on the way does not overtake the next connection.
        }
    }

    public bool TryReadProgress(out TcpProgress progress)
    {
        progress = new TcpProgress(_out.Acknowledged, _out.Unacknowledged + _unwritten.Length);
        return _path.TellsProgress;
    }

    public void Dispose()
    {
        Abort();
        _heartbeat.Dispose();
        _reader.Dispose();
        _in.OnArrived = null;
        _in.OnClosed = null;
    }

    private void Read()
    {
        try
        {
            while (_in.Unread != 0)
            {
                _reader.Read(_buffer.AsSpan(0, _in.Read(_buffer)), ref _dispatcher);
            }
        }
        catch (Exception exception) when (exception is WebSocketProtocolException or EngineProtocolException)
        {
            throw new BrokenPromiseException($"The emitter cannot read it: {exception.Message}");
        }

        Session.OnReadBatchCompleted();
    }
}
