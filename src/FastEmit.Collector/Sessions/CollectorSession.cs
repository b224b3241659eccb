using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using FastEmit.Collector.Outgoing;
using FastEmit.Collector.Taking;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// One Engine.IO session, whatever carries it: packets in, packets for its outbox out, no I/O. One thread at a time dispatches what the client
/// sent (the reading loop of a WebSocket, a POST); it owns everything that is not said to be for any thread.
/// </summary>
internal sealed class CollectorSession : IDisposable
{
    private readonly CollectorOptions _options;
    private readonly SessionTable _sessions;
    private readonly ClientLink _link;
    private readonly Heartbeat _heartbeat;
    private readonly NamespaceJoins _joins;
    private readonly SessionAnswers _answers;
    private readonly SessionEvents _events;
    private readonly ClientPackets _packets;
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenRegistration _stopping;
    private int _isOver;

    /// <param name="handshake">That of the client.</param>
    /// <param name="options">Validated. Timers are those of its <see cref="CollectorOptions.TimeProvider"/>.</param>
    /// <param name="sink">Where its events go.</param>
    /// <param name="sessions">The table that it leaves when it ends.</param>
    /// <param name="newId">Makes the ids of the session and of its joins; null for such as cannot be guessed.</param>
    public CollectorSession(Handshake handshake, CollectorOptions options, EventSink sink, SessionTable sessions, Func<string>? newId = null)
    {
        newId ??= NewId;
        _options = options;
        _sessions = sessions;
        Id = newId();
        Connection = new CollectorConnection(this, handshake);
        Reports = new SessionReports(Id, options.TimeProvider, sink.Counters, options.LoggerInUse);
        _link = new ClientLink(Reports);
        _heartbeat = new Heartbeat(options, _link, Reports);
        _joins = new NamespaceJoins(Connection, new JoinRules(options, sink.Handlers), _link, Reports, options.TimeProvider, newId, _end.Token);
        _answers = new SessionAnswers(_link, sink.Log, options, _end.Token);
        _events = new SessionEvents(Connection, sink, _joins, _answers, _link, options.Faults);
        _packets = new ClientPackets(_events, _joins, _heartbeat, _link, Reports, options);
    }

    /// <summary>The Engine.IO session id.</summary>
    public string Id { get; }

    /// <summary>The application's view of this session.</summary>
    public CollectorConnection Connection { get; }

    public SessionReports Reports { get; }

    /// <summary>Packets on their way to the client. Any thread.</summary>
    public Outbox Outgoing => _link.Outgoing;

    /// <summary>Any thread.</summary>
    public string TransportName => _link.Transport?.Name ?? "";

    /// <summary>The long-polling side of the session, while it has one. Any thread.</summary>
    public PollingTransport? Polling => _link.Transport as PollingTransport;

    /// <summary>Whether the session has ended. Any thread.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>Begins the session: the open packet waits in the outbox, heartbeats and deadlines run.</summary>
    public void Open(ISessionTransport transport, CancellationToken stopping)
    {
        _link.CarryBy(transport);
        Reports.Begins(Connection.RemoteAddress, transport.Name);
        string[] upgrades = transport is PollingTransport && _options.Transports.HasFlag(CollectorTransports.WebSocket) ? ["websocket"] : [];
        ArrayBufferWriter<byte> packet = new();
        HandshakeWriter.Write(packet, new EngineHandshake(Id, _options.PingInterval, _options.PingTimeout, _options.MaxPayload, upgrades));
        Outgoing.Add(PacketKind.Text, packet.WrittenSpan);
        _heartbeat.Start();
        _joins.Start(_options.ConnectTimeout);
        _stopping = stopping.UnsafeRegister(
            static session => ((CollectorSession)session!).Close(new Closing(CloseCode.GoingAway, "The collector is shutting down.")), this);
    }

    /// <summary>
    /// Moves the session to a WebSocket. False when it has ended, has moved before, or has a POST under way.
    /// </summary>
    public bool TryUpgrade(ISessionTransport webSocket)
    {
        if (Polling is not { } polling || IsOver || !polling.TryGiveUp())
        {
            return false;
        }

        _link.CarryBy(webSocket);
        polling.Finish();
        Reports.Moved();
        return true;
    }

    /// <summary>An Engine.IO packet as text.</summary>
    public void OnText(ReadOnlySpan<byte> message) => _packets.OnText(message);

    /// <summary>An attachment.</summary>
    public void OnBinary(ReadOnlySpan<byte> message) => _packets.OnBinary(message);

    /// <summary>The payload of a WebSocket ping that came behind everything dispatched so far.</summary>
    public void AnswerPing(ReadOnlySpan<byte> payload) => _answers.AnswerPing(payload);

    /// <summary>Everything of one read, or of one request, has been dispatched. Its answers are in the outbox, or will be.</summary>
    public void Settle()
    {
        _events.Settle();
        _answers.Settle();
    }

    /// <summary>Queues an event for the client. Any thread.</summary>
    public bool Emit(ReadOnlySpan<byte> @namespace, string name, ReadOnlySpan<byte> arguments, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (ReservedEvents.Contains(name))
        {
            throw new ArgumentException($"'{name}' is a name that Socket.IO keeps for itself.", nameof(name));
        }

        ReadOnlyMemory<byte> records = ServerPacket.Event(@namespace, name, arguments, attachments);
        if (!_joins.SendsTo(@namespace) || Outgoing.Length > _options.MaxOutgoingBytes - records.Length || !Outgoing.AddRecords(records.Span))
        {
            return false;
        }

        _link.Wake();
        return true;
    }

    /// <summary>Takes the client out of a namespace. Any thread. False when it is not in there.</summary>
    public bool Dismiss(ReadOnlySpan<byte> name) => _joins.Dismiss(name);

    /// <summary>The client broke a rule: nothing more of it is dispatched.</summary>
    public void Fail(int code, string reason) => _link.Fail(code, reason);

    /// <summary>Ends the session with a word to the client. Any thread; the first reason stays.</summary>
    public void Close(Closing closing) => _link.Close(closing);

    /// <summary>Lets go of everything, once. Called by the session's transport when it has ended.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return;
        }

        Outgoing.Close();
        _heartbeat.Dispose();
        _joins.Dispose();
        _stopping.Unregister();
        _sessions.Remove(this); // The last: who sees the connection gone finds nothing of it at work.
        _end.Cancel();
        _end.Dispose();
        Reports.Ends(_link.Closing);
    }

    public void Dispose() => End();

    /// <summary>20 characters, 120 random bits, as the official server makes them.</summary>
    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));
}
