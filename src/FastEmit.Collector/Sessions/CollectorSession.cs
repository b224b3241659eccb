using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using FastEmit.Collector.Counting;
using FastEmit.Collector.Logging;
using FastEmit.Collector.Outgoing;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// One Engine.IO session, whatever carries it. One thread at a time dispatches what the client sent (the reading loop of a WebSocket, a
/// POST); it owns everything that is not said to be for any thread. Answers go through <see cref="Outgoing"/>.
/// </summary>
internal sealed partial class CollectorSession : IDisposable
{
    private readonly EventCollector _collector;
    private readonly CollectorOptions _options;
    private readonly SessionTally _tally;
    private readonly PendingEvents _pending;
    private readonly ITimer _heartbeat;
    private readonly ITimer _connectDeadline;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private CancellationTokenRegistration _stopping;
    private ISessionTransport? _transport;
    private Closing? _closing;
    private int _isOver;
    private long _beganAt;

    public CollectorSession(EventCollector collector, Handshake handshake)
    {
        _collector = collector;
        _options = collector.Options;
        _tally = new SessionTally(collector.Tally);
        _pending = new PendingEvents(collector);
        _ended = _end.Token;
        Connection = new CollectorConnection(this, handshake);
        _heartbeat = _options.TimeProvider.CreateTimer(
            static session => ((CollectorSession)session!).OnHeartbeatDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _connectDeadline = _options.TimeProvider.CreateTimer(
            static session => ((CollectorSession)session!).OnConnectDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The Engine.IO session id.</summary>
    public string Id { get; } = NewId();

    /// <summary>The application's view of this session.</summary>
    public CollectorConnection Connection { get; }

    /// <summary>Packets on their way to the client. Any thread.</summary>
    public Outbox Outgoing { get; } = new();

    /// <summary>Any thread.</summary>
    public string TransportName => Volatile.Read(ref _transport)?.Name ?? "";

    /// <summary>The long-polling side of the session, while it has one. Any thread.</summary>
    public PollingTransport? Polling => Volatile.Read(ref _transport) as PollingTransport;

    /// <summary>Whether the session has ended. Any thread.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>Begins the session: the open packet waits in the outbox, heartbeats and deadlines run.</summary>
    public void Open(ISessionTransport transport, CancellationToken stopping)
    {
        Volatile.Write(ref _transport, transport);
        _beganAt = _options.TimeProvider.GetTimestamp();
        _collector.Logger.SessionBegins(Id, Connection.RemoteAddress, transport.Name);
        string[] upgrades = transport is PollingTransport && _options.Transports.HasFlag(CollectorTransports.WebSocket) ? ["websocket"] : [];
        ArrayBufferWriter<byte> packet = new();
        HandshakeWriter.Write(packet, new EngineHandshake(Id, _options.PingInterval, _options.PingTimeout, _options.MaxPayload, upgrades));
        Outgoing.Add(PacketKind.Text, packet.WrittenSpan);
        _heartbeat.Change(_options.PingInterval, Timeout.InfiniteTimeSpan);
        _connectDeadline.Change(_options.ConnectTimeout, Timeout.InfiniteTimeSpan);
        _stopping = stopping.UnsafeRegister(
            static session => ((CollectorSession)session!).Close(new Closing(CloseCode.GoingAway, "The collector is shutting down.")), this);
    }

    /// <summary>
    /// Moves the session to a WebSocket. False when it has ended, has moved before, or has a POST under way.
    /// </summary>
    public bool TryUpgrade(WebSocketTransport webSocket)
    {
        if (Polling is not { } polling || IsOver || !polling.TryGiveUp())
        {
            return false;
        }

        Volatile.Write(ref _transport, webSocket);
        polling.Finish();
        Interlocked.Increment(ref _collector.Counters.Upgrades);
        if (Volatile.Read(ref _closing) is { } closing)
        {
            webSocket.Close(closing);
        }

        return true;
    }

    /// <summary>Ends the session with a word to the client. Any thread; the first reason stays.</summary>
    public void Close(Closing closing)
    {
        Interlocked.CompareExchange(ref _closing, closing, null);
        Volatile.Read(ref _transport)?.Close(_closing);
    }

    /// <summary>Lets go of everything, once. Called by the session's transport when it has ended.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return;
        }

        Outgoing.Close();
        _heartbeat.Dispose();
        _connectDeadline.Dispose();
        _stopping.Unregister();
        _collector.Sessions.Remove(this); // The last: who sees the connection gone finds nothing of it at work.
        _end.Cancel();
        _end.Dispose();
        if (_beganAt != 0)
        {
            LogEnd();
        }
    }

    public void Dispose() => End();

    /// <summary>The client broke a rule: nothing more of it is dispatched.</summary>
    public void Fail(int code, string reason)
    {
        Interlocked.Increment(ref _collector.Counters.ProtocolErrors);
        _collector.Logger.ProtocolError(Id, reason);
        Close(new Closing(code, reason));
    }

    /// <summary>20 characters, 120 random bits, as the official server makes them.</summary>
    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    /// <summary>A session that never began is that of a request.</summary>
    private void LogEnd() => _collector.Logger.SessionEnds(
        Id,
        _options.TimeProvider.GetElapsedTime(_beganAt).TotalSeconds,
        Volatile.Read(ref _closing) switch
        {
            null => "the connection was lost",
            { ByClient: true } => "the client closed it",
            { Reason.Length: 0 } closing => $"closed with {closing.Code}",
            { } closing => closing.Reason,
        });

    private void Abort() => Volatile.Read(ref _transport)?.Abort();

    private void OnConnectDeadline() => Close(new Closing(CloseCode.PolicyViolation, "No namespace was connected in time."));
}
