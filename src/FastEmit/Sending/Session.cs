using System.Text;
using FastEmit.Acks;
using FastEmit.Pooling;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Transports;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.Sending;

/// <summary>
/// One connection as the sending core knows it. The read loop calls the handler members and leaves what it learned in single words; the
/// core picks it up on its next pass.
/// </summary>
internal sealed class Session : IEngineHandler
{
    private readonly ISessionLink _link;
    private readonly WakeSignal _wake;
    private readonly EngineHandshake _handshake;
    private readonly IAwaitedAnswers _answers;
    private string? _lossReason;
    private bool _isGivenUp;

    /// <param name="link">The connection that carries it.</param>
    /// <param name="handshake">The server's open packet.</param>
    /// <param name="lease">The leave to use it.</param>
    /// <param name="answers">The pending answers that the read loop completes.</param>
    /// <param name="wake">Whom to wake when something has come.</param>
    public Session(ISessionLink link, EngineHandshake handshake, Lease lease, IAwaitedAnswers answers, WakeSignal wake)
    {
        _link = link;
        _handshake = handshake;
        _answers = answers;
        _wake = wake;
        Lease = lease;
    }

    /// <summary>The leave to use the connection, and how it does.</summary>
    public Lease Lease { get; }

    /// <summary>The server.</summary>
    public Endpoint Endpoint => Lease.Ticket.Endpoint;

    /// <summary>The largest WebSocket message that the server takes.</summary>
    public int MaxPayload => _handshake.MaxPayload;

    /// <summary>Whether the server asks for the number of each event.</summary>
    public bool WantsNumbers { get; init; }

    /// <summary>The time between two heartbeats of the server.</summary>
    public TimeSpan PingInterval => _handshake.PingInterval;

    /// <summary>How long the server waits for the answer to its heartbeat.</summary>
    public TimeSpan PingTimeout => _handshake.PingTimeout;

    /// <summary>Heartbeats, pings and pongs that came in.</summary>
    public SessionControls Controls { get; } = new();

    /// <summary>Acknowledgements that came in. The read loop adds, the sender takes.</summary>
    public AckInbox Acks { get; } = new();

    /// <summary>The namespaces that were asked for.</summary>
    public NamespaceTable Namespaces { get; } = new();

    /// <summary>Whether it has shown that it works from end to end. Sender only.</summary>
    public bool IsProven { get; set; }

    /// <summary>Whether the server has said something in Socket.IO. Read loop only.</summary>
    public bool IsUnderstood { get; private set; }

    /// <summary>Why the connection can no longer be used, or null while it can. Any thread.</summary>
    public string? LossReason => Volatile.Read(ref _lossReason);

    /// <summary>Whether this side has given the connection up: its end proves nothing against what was on the way.</summary>
    public bool IsGivenUp => Volatile.Read(ref _isGivenUp);

    /// <summary>The bytes that the other end's system has acknowledged. False where the system does not tell. Any thread.</summary>
    public bool TryReadProgress(out TcpProgress progress) => _link.TryReadProgress(out progress);

    /// <summary>Gives the connection up; the sender finds <see cref="LossReason"/>. Any thread; the first reason stays.</summary>
    public void Lose(string reason)
    {
        Interlocked.CompareExchange(ref _lossReason, reason, null);
        _link.Abort(); // A sender that the peer holds up in a flush would never look.
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

    /// <inheritdoc/>
    public void OnHeartbeat() => Controls.OnHeartbeat();

    /// <inheritdoc/>
    public void OnWebSocketPing(ReadOnlySpan<byte> payload) => Controls.OnPing(payload);

    /// <summary>
    /// A pong. While a disconnect stands, they are ignored: they may cover events that reached no handler. The core forgets the
    /// watermarks of the time before when it takes note.
    /// </summary>
    public void OnWebSocketPong(ReadOnlySpan<byte> payload)
    {
        if (!Namespaces.IsDisconnected && Watermark.TryRead(payload, out long mark))
        {
            Controls.OnWatermark(mark);
        }
    }

    /// <inheritdoc/>
    public void OnMessage(ReadOnlySpan<byte> packet)
    {
        // Payloads are kept as they came, so that one beyond a limit does no harm here.
        if (PacketReader.Read(packet, PacketLimits.Default, PayloadCheck.Strict, out SocketIOPacket parsed, out string? error)
            == PacketVerdict.Malformed)
        {
            Lose($"The server sent {error}, which is not Socket.IO.");
            return;
        }

        IsUnderstood = true;
        switch (parsed.Type)
        {
            case SocketIOPacketType.Connect when parsed.Data.IsEmpty:
                Lose("The server answered CONNECT without a session id: it speaks Socket.IO v2, and v3 or newer (Engine.IO 4) is needed.");
                break;
            case SocketIOPacketType.Connect:
                Namespaces.OnJoined(parsed.Namespace);
                break;
            case SocketIOPacketType.ConnectError:
                Namespaces.OnLost(
                    parsed.Namespace,
                    NamespaceLoss.Refused,
                    $"The server refused namespace '{Encoding.UTF8.GetString(parsed.Namespace)}': {SecretMask.Of(Endpoint.Options).Show(parsed.Data)}");
                break;
            case SocketIOPacketType.Disconnect:
                Namespaces.OnLost(
                    parsed.Namespace,
                    NamespaceLoss.Disconnected,
                    $"The server disconnected namespace '{Encoding.UTF8.GetString(parsed.Namespace)}' (io server disconnect).");
                break;
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                _answers.Complete(parsed.AckId, parsed.Data);
                Acks.Add(parsed.AckId);
                break;
            default:
                break; // An emitter has no handlers: events of the server are read and let go.
        }
    }

    /// <summary>An attachment of an event without a handler.</summary>
    public void OnBinary(ReadOnlySpan<byte> attachment)
    {
    }

    /// <inheritdoc/>
    public void OnReadBatchCompleted() => _wake.SetHere();
}

/// <summary>The little that a session asks of what carries it: the network, or a test.</summary>
internal interface ISessionLink
{
    /// <summary>Aborts the connection, so that every wait for the network returns. Any thread.</summary>
    void Abort();

    /// <summary>The bytes that the other end's system has acknowledged. False where the system does not tell. Any thread.</summary>
    bool TryReadProgress(out TcpProgress progress);
}
