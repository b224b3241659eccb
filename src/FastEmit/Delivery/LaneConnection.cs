using System.IO.Pipelines;
using System.Text;
using FastEmit.Acks;
using FastEmit.Pooling;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Delivery;

/// <summary>
/// A connection while a lane has it. The read loop calls the handler members and leaves what it learned in single
/// words; the sender picks it up on its next pass. Only the sender writes to the connection.
/// </summary>
internal sealed class LaneConnection : IEngineHandler, IAsyncDisposable
{
    private readonly EngineConnection _engine;
    private readonly WakeSignal _wake;
    private readonly Lock _pongLock = new();
    private readonly byte[] _pong = new byte[125];
    private Task _readLoop = Task.CompletedTask;
    private PendingAcks? _pendingAcks;
    private NamespaceEntry[] _namespaces = [];
    private NamespaceEntry? _lastUsed;
    private string? _lossReason;
    private long _watermark = -1;
    private int _heartbeats;
    private int _namespaceLoss;
    private int _heartbeatsDue;
    private int _pongLength = -1;
    private int _retirement;
    private bool _isGivenUp;
    private bool _understood;
    private byte[] _auth = [];

    public LaneConnection(EngineConnection engine, EndpointTicket ticket, WakeSignal wake, long now)
    {
        _engine = engine;
        _wake = wake;
        Ticket = ticket;
        Health = new ConnectionHealth(now);
    }

    /// <summary>The leave under which the connection was made.</summary>
    public EndpointTicket Ticket { get; }

    /// <summary>How the connection does.</summary>
    public ConnectionHealth Health { get; }

    /// <summary>The auth payload of the next CONNECT. Any thread may replace it.</summary>
    public byte[] Auth
    {
        get => Volatile.Read(ref _auth);
        set => Volatile.Write(ref _auth, value);
    }

    /// <summary>Why the sender is to close the connection in good order, or <see cref="Retirement.None"/>.</summary>
    public Retirement Retirement => (Retirement)Volatile.Read(ref _retirement);

    /// <summary>The largest WebSocket message that the server takes.</summary>
    public int MaxPayload => _engine.Handshake.MaxPayload;

    /// <summary>How long the server waits for the answer to its heartbeat.</summary>
    public TimeSpan PingTimeout => _engine.Handshake.PingTimeout;

    /// <summary>Where frames are written. Sender only.</summary>
    public PipeWriter Output => _engine.Output;

    /// <summary>Keys for <see cref="Output"/>. Sender only.</summary>
    public MaskKeySource MaskKeys => _engine.MaskKeys;

    /// <summary>Whether a watermark has come back: the connection works from end to end.</summary>
    public bool IsProven { get; set; }

    /// <summary>The number of the last watermark that came back, or -1.</summary>
    public long LastWatermark => Volatile.Read(ref _watermark);

    /// <summary>Heartbeats that came from the server so far.</summary>
    public int Heartbeats => Volatile.Read(ref _heartbeats);

    /// <summary>Why the connection can no longer be used, or null while it can.</summary>
    public string? LossReason => Volatile.Read(ref _lossReason);

    /// <summary>Whether this side has given the connection up: its end proves nothing against what was on the way.</summary>
    public bool IsGivenUp => Volatile.Read(ref _isGivenUp);

    /// <summary>Acknowledgements that came in. The read loop adds, the sender takes.</summary>
    public AckInbox Acks { get; } = new();

    /// <summary>The namespaces that were asked for on this connection. The array is never changed, only replaced.</summary>
    public ReadOnlySpan<NamespaceEntry> Namespaces => Volatile.Read(ref _namespaces);

    /// <summary>Starts the read loop, which completes <paramref name="pendingAcks"/>.</summary>
    public void Start(PendingAcks pendingAcks)
    {
        _pendingAcks = pendingAcks;
        _readLoop = ReadAsync();
    }

    /// <summary>Gives the connection up; the sender finds <see cref="LossReason"/>. Any thread; the first reason stays.</summary>
    public void Lose(string reason)
    {
        Interlocked.CompareExchange(ref _lossReason, reason, null);
        _engine.Abort(); // A sender that the peer holds up in a flush would never look.
        _wake.Set();
    }

    /// <summary>
    /// As <see cref="Lose"/>, because nothing comes back: that may be the fault of the way to the server, and says nothing of the
    /// events that are on it. Any thread.
    /// </summary>
    public void GiveUp(string reason)
    {
        Volatile.Write(ref _isGivenUp, true);
        Lose(reason);
    }

    /// <summary>Asks the sender to close the connection when nothing is in flight on it. Any thread; the first reason stays.</summary>
    public void Retire(Retirement reason)
    {
        if (Interlocked.CompareExchange(ref _retirement, (int)reason, (int)Retirement.None) == (int)Retirement.None)
        {
            _wake.Set();
        }
    }

    /// <summary>Takes the request back: the connection is needed. Sender only.</summary>
    public void KeepOn() => Volatile.Write(ref _retirement, (int)Retirement.None);

    /// <summary>The entry of a namespace, or null when it was not asked for yet. Sender only.</summary>
    public NamespaceEntry? Find(ReadOnlySpan<byte> name)
    {
        if (_lastUsed is { } last && name.SequenceEqual(last.Name))
        {
            return last;
        }

        return _lastUsed = Known(name);
    }

    /// <summary>Makes a namespace known to the read loop. Sender only.</summary>
    public void Add(NamespaceEntry entry) => Volatile.Write(ref _namespaces, [.. _namespaces, entry]);

    /// <summary>What the server said when it disconnected a namespace, if it did.</summary>
    public string DisconnectError
    {
        get
        {
            foreach (NamespaceEntry entry in Namespaces)
            {
                if (entry is { State: NamespaceState.Disconnected, Error: { } error })
                {
                    return error;
                }
            }

            return "The server disconnected a namespace.";
        }
    }

    /// <summary>
    /// What the server did to a namespace since the last call. While a disconnect stands, pongs are ignored: they may
    /// cover events that reached no handler. The caller forgets the watermarks of the time before. Sender only.
    /// </summary>
    public NamespaceLoss TakeNamespaceLoss() => Volatile.Read(ref _namespaceLoss) == (int)NamespaceLoss.None
        ? NamespaceLoss.None
        : (NamespaceLoss)Interlocked.Exchange(ref _namespaceLoss, (int)NamespaceLoss.None);

    /// <summary>Whether the server's heartbeat waits for its answer; asking takes it.</summary>
    public bool TakeHeartbeat() => Volatile.Read(ref _heartbeatsDue) != 0 && Interlocked.Exchange(ref _heartbeatsDue, 0) != 0;

    /// <summary>The payload of the latest WebSocket ping that waits for its pong (RFC 6455 §5.5.3), or -1; asking takes it.</summary>
    public int TakePong(Span<byte> payload)
    {
        if (Volatile.Read(ref _pongLength) < 0)
        {
            return -1;
        }

        lock (_pongLock)
        {
            int length = _pongLength;
            _pong.AsSpan(0, length).CopyTo(payload);
            _pongLength = -1;
            return length;
        }
    }

    /// <summary>What the system at the other end has acknowledged. False where that is not known. Any thread.</summary>
    public bool TryReadProgress(out TcpProgress progress) => _engine.TryReadProgress(out progress);

    /// <summary>Makes a blocked flush and the read loop return. Any thread.</summary>
    public void Abort() => _engine.Abort();

    /// <summary>Sends a WebSocket close and waits for the peer's, but not beyond <paramref name="bound"/>. Sender only.</summary>
    public ValueTask CloseAsync(TimeSpan bound) => _engine.CloseAsync(bound);

    public async ValueTask DisposeAsync()
    {
        _engine.Abort();
        await _readLoop.ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
    }

    void IEngineHandler.OnHeartbeat()
    {
        Volatile.Write(ref _heartbeats, _heartbeats + 1);
        Volatile.Write(ref _heartbeatsDue, 1);
    }

    void IEngineHandler.OnWebSocketPing(ReadOnlySpan<byte> payload)
    {
        lock (_pongLock)
        {
            payload.CopyTo(_pong);
            _pongLength = payload.Length;
        }
    }

    void IEngineHandler.OnWebSocketPong(ReadOnlySpan<byte> payload)
    {
        if (Volatile.Read(ref _namespaceLoss) != (int)NamespaceLoss.Disconnected && Watermark.TryRead(payload, out long mark))
        {
            Volatile.Write(ref _watermark, mark);
        }
    }

    void IEngineHandler.OnMessage(ReadOnlySpan<byte> packet)
    {
        // Payloads are kept as they came, so that one beyond a limit does no harm here.
        if (PacketReader.Read(packet, PacketLimits.Default, PayloadCheck.Strict, out SocketIOPacket parsed, out string? error)
            == PacketVerdict.Malformed)
        {
            Lose($"The server sent {error}, which is not Socket.IO.");
            return;
        }

        _understood = true;
        switch (parsed.Type)
        {
            case SocketIOPacketType.Connect when parsed.Data.IsEmpty:
                Lose("The server answered CONNECT without a session id: it speaks Socket.IO v2, and v3 or newer (Engine.IO 4) is needed.");
                break;
            case SocketIOPacketType.Connect:
                if (Known(parsed.Namespace) is { } joined)
                {
                    joined.State = NamespaceState.Joined;
                }

                break;
            case SocketIOPacketType.ConnectError:
                Known(parsed.Namespace)?.Lose(
                    NamespaceState.Refused,
                    $"The server refused namespace '{Encoding.UTF8.GetString(parsed.Namespace)}': {SecretMask.Of(Ticket.Endpoint.Options).Show(parsed.Data)}");
                Raise(NamespaceLoss.Refused);
                break;
            case SocketIOPacketType.Disconnect:
                Known(parsed.Namespace)?.Lose(
                    NamespaceState.Disconnected,
                    $"The server disconnected namespace '{Encoding.UTF8.GetString(parsed.Namespace)}' (io server disconnect).");
                Raise(NamespaceLoss.Disconnected);
                break;
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                _pendingAcks?.Complete(parsed.AckId, parsed.Data);
                Acks.Add(parsed.AckId);
                break;
            default:
                break; // An emitter has no handlers: events of the server are read and let go.
        }
    }

    void IEngineHandler.OnBinary(ReadOnlySpan<byte> attachment)
    {
    }

    void IEngineHandler.OnReadBatchCompleted() => _wake.SetHere();

    private async Task ReadAsync()
    {
        ConnectionClose close = await _engine.RunAsync(this, CancellationToken.None).ConfigureAwait(false);
        if (!_understood && close is { Reason: DisconnectReason.TransportClose, CloseCode: CloseCode.NoStatus or CloseCode.Normal })
        {
            Lose($"The connection ended: {SocketIOConnectException.OtherParserHint}");
            return;
        }

        string detail = close.Detail is { Length: > 0 } text ? $": {text}" : "";
        string code = close.CloseCode is { } number ? $" ({number})" : "";
        Lose($"The connection ended: {close.Reason.ToProtocolName()}{code}{detail}");
    }

    /// <summary>The graver loss stays until the sender takes it.</summary>
    private void Raise(NamespaceLoss loss)
    {
        if (_namespaceLoss < (int)loss)
        {
            Volatile.Write(ref _namespaceLoss, (int)loss);
        }
    }

    private NamespaceEntry? Known(ReadOnlySpan<byte> name)
    {
        foreach (NamespaceEntry entry in Namespaces)
        {
            if (name.SequenceEqual(entry.Name))
            {
                return entry;
            }
        }

        return null;
    }
}
