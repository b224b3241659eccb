using System.Buffers;
using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Sending;

/// <summary>
/// What a lane does, without the network: called with the time and with what has happened, it answers with bytes to write and how long
/// it may sleep. No task, no socket, no clock, no chance but what it is given. The loop around it (<c>Sender</c>) owns it and calls one member at a time.
/// </summary>
internal sealed class SendingCore : IDisposable
{
    /// <summary>Bytes of the buffer that flushes are written from.</summary>
    public const int SegmentBytes = 512 << 10;

    /// <summary>
    /// Bytes of events in one flush, and so about the size of one write to the socket: half of what may be in flight. Smaller ones
    /// wake a fast server more often. What is left of the buffer is for control frames and CONNECT.
    /// </summary>
    private const int FlushBytes = SegmentBytes - (16 << 10);

    /// <summary>A pass that wrote less carries its own watermark.</summary>
    private const int MinUnmarkedBytes = 64 << 10;

    /// <summary>The largest control frame, masked.</summary>
    private const int ControlFrameBytes = 2 + 4 + SessionControls.MaxPayload;

    private readonly SenderState _state;
    private readonly ISendingReports _reports;
    private readonly Confirming _confirming;
    private readonly NamespaceGate _namespaces;
    private readonly Discards _discards;
    private readonly DueEvents _due;
    private readonly CompoundFrames _compounds;
    private readonly PacketStamps _stamps;
    private readonly EventFrames _events;
    private readonly EventFrames _numberedEvents;

    public SendingCore(
        Lane lane,
        HookEmitterOptions options,
        WireFormat wire,
        IAwaitedAnswers answers,
        TrialTurn turn,
        IEventTaker? taker,
        ISendingReports reports,
        Random random)
    {
        _reports = reports;
        _state = new SenderState(lane, options, answers, turn, random);
        _confirming = Confirming.Of(_state, reports);
        _namespaces = new NamespaceGate(_state, reports);
        _discards = new Discards(_state, _confirming, taker);
        _stamps = new PacketStamps(lane.Ring, wire);
        _compounds = new CompoundFrames(_state, _confirming, _stamps, wire);
        _due = new DueEvents(_state, _confirming, _namespaces, _discards, _compounds);
        _numberedEvents = new BatchFrames(_state, _confirming, _compounds, _stamps, wire);
        _events = wire.HasVisibleBatches ? _numberedEvents : new PlainFrames(_state, _confirming, _compounds);
    }

    /// <summary>The events that the last <see cref="TryWrite"/> wrote.</summary>
    public long PassEvents { get; private set; }

    /// <summary>Where in the ring its first event begins.</summary>
    public long PassStart { get; private set; }

    /// <summary>Where in the ring its last event ends.</summary>
    public long PassEnd => _state.Positions.Sent;

    /// <summary>Whether a watermark is on the wire: the loop has to call <see cref="LookAtWatermark"/> after a while.</summary>
    public bool IsAnswerAwaited => !_state.Marks.Window.IsReturned;

    /// <summary>The time between two calls of <see cref="LookAtWatermark"/>.</summary>
    public TimeSpan LookInterval => _state.Overdue.Interval;

    /// <summary>Whether everything that was sent is settled.</summary>
    public bool IsSettled => _state.Positions.IsSettled;

    /// <summary>Whether producers have claimed what cannot be read yet.</summary>
    public bool HasClaims => _state.Positions.WaitingBytes > 0;

    private Lane Lane => _state.Lane;

    /// <summary>The pause before the next attempt.</summary>
    public TimeSpan NextPause() => _state.NextPause();

    /// <summary>Counts an attempt to connect that failed.</summary>
    public void CountError() => _state.CountError();

    /// <summary>Whether something waits; when nothing does, the next record wakes the sender.</summary>
    public bool HasEvents(long now)
    {
        _state.Clock.Now = now;
        return _due.HasAny();
    }

    /// <summary>While nothing can be sent: drops what has expired, and makes the gauges true.</summary>
    public void Idle(long now)
    {
        _state.Clock.Now = now;
        _due.Expire();
        Publish(null);
    }

    /// <summary>A wait that no event ends, ended in time for what expires, also of what comes meanwhile.</summary>
    public TimeSpan BoundByExpiry(TimeSpan wait) => _due.BoundByExpiry(_due.BoundByLife(wait));

    /// <summary>A connection is there.</summary>
    public void Begin(Session session, long now)
    {
        _state.Clock.Now = now;
        Rewind();
        _state.Trials.Begin();
        _state.Overdue.Begin(session);
        _state.Heartbeat.Begin(session);
        _confirming.Begin(session);
        Lane.OnConnected(session.Endpoint, session.MaxPayload);
        Lane.StopAsking(now);
    }

    /// <summary>The connection is gone: what it did not confirm will be written again.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="lossReason">Why it was lost; null when this side wanted it.</param>
    /// <param name="now">A timestamp.</param>
    /// <returns>Whether the loss says nothing of the server's health.</returns>
    public bool End(Session session, string? lossReason, long now)
    {
        _state.Clock.Now = now;
        _state.Held.Prune();
        _confirming.Take(session);
        SessionEnd end = default;
        if (lossReason is null || session.IsGivenUp)
        {
            Rewind();
            _state.Trials.ReturnTurn(isLost: false);
        }
        else
        {
            end = EndSession(session, lossReason);
        }

        Lane.OnDisconnected();
        Publish(null);
        if (lossReason is not null)
        {
            _state.CountError();
        }

        return _state.Trials.IsExcused(end);
    }

    /// <summary>The ring has left its file. Nothing is being written at the moment.</summary>
    public void OnMoved(RingMove move)
    {
        Lane.OnMoved(move);
        _state.Positions.OnMoved();
        Rewind();
        Lane.Flushes.Shorten(Lane.Ring.Claimed);
        Lane.Flushes.Complete(Lane.Ring.Confirmed);
    }

    /// <summary>Takes what has come in since the last pass.</summary>
    public void Take(Session session, long now)
    {
        _state.Clock.Now = now;
        _state.Held.Prune();
        _state.Heartbeat.Look(session);
        _confirming.Take(session);
        NamespaceLoss loss = session.Namespaces.TakeLoss();
        if (loss != NamespaceLoss.None)
        {
            OnNamespaceLost(session, loss);
        }

        Publish(session);
    }

    /// <summary>Judges a watermark that does not come back.</summary>
    /// <returns>When to call again; null when nothing is on the wire.</returns>
    public TimeSpan? LookAtWatermark(Session session, long now)
    {
        _state.Clock.Now = now;
        return _state.Overdue.Look(session, _confirming);
    }

    /// <summary>Whether the connection that was asked to retire can be closed now. One that was idle and is not any more goes on.</summary>
    public bool MayRetire(Session session)
    {
        switch (session.Lease.Retirement)
        {
            case Retirement.None:
                return false;
            case Retirement.Idle when !IsSettled || Lane.Ring.TryRead(_state.Positions.Sent, out _) || _state.Held.HasPending:
                session.Lease.KeepOn();
                return false;
            case Retirement.BetterEndpoint:
                return IsSettled; // Not waiting for acknowledgements: what is held is written again to the better one.
            default:
                return true;
        }
    }

    /// <summary>
    /// Writes what may be written now, in the order of precedence: heartbeat, pong, CONNECT, events, and the watermark that covers them.
    /// False when that is nothing; <paramref name="wait"/> then says how long to sleep unless the lane's signal is set. At the time of
    /// the last <see cref="Take"/>.
    /// </summary>
    public bool TryWrite(Session session, IBufferWriter<byte> output, MaskKeySource keys, out TimeSpan wait)
    {
        PassEvents = 0;
        PassStart = _state.Positions.Sent;
        Span<byte> pong = stackalloc byte[SessionControls.MaxPayload];
        bool heartbeat = session.Controls.TakeHeartbeat();
        int pongLength = session.Controls.TakePong(pong);
        bool due = _due.IsDue(session, out NamespaceEntry? join, out int headLength, out wait);
        if (!due && !heartbeat && pongLength < 0 && !_confirming.MayMark)
        {
            Lane.AskForClock();
            wait = _due.BoundByExpiry(_confirming.Bound(wait));
            return false;
        }

        int connectBytes = join is null ? 0 : FrameWriter.MaskedLength(join.ConnectPacket.Length);
        EventFrames events = _stamps.AreNumbers(session) ? _numberedEvents : _events;
        int eventBytes = due ? Math.Max(FlushBytes, events.MaxLength(session, headLength)) : 0;
        var frames = new FrameBatch(output.GetSpan((3 * ControlFrameBytes) + connectBytes + eventBytes), keys);
        if (heartbeat)
        {
            frames.Write(WebSocketOpcode.Text, "3"u8);
        }

        if (pongLength >= 0)
        {
            frames.Write(WebSocketOpcode.Pong, pong[..pongLength]);
        }

        int before = frames.Length;
        if (join is not null)
        {
            frames.Write(WebSocketOpcode.Text, join.ConnectPacket);
        }
        else if (due && (!_state.Held.HasUnwritten || (_compounds.WriteHeld(session, ref frames) && !_state.Trials.IsTrial)))
        {
            PassEvents = events.Write(session, _state.Trials.Narrow(_confirming.Limit), ref frames);
        }

        if (_confirming.MayMark && !IsMarkSoonEnough(frames.Length - before))
        {
            _state.Positions.Mark();
            _state.Marks.Write(session, _state.Positions.Sent, _confirming.TakeUnmarked(), ref frames);
        }

        output.Advance(frames.Length);
        if (PassEvents != 0)
        {
            session.Lease.Health.OnSent(PassEvents, _state.Clock.Now);
        }

        return true;
    }

    /// <summary>The bytes of <see cref="TryWrite"/> have been written to the network, or the write failed.</summary>
    public void OnFlushed(Session session, bool isWritten)
    {
        _confirming.OnFlushed(session, isWritten, PassEvents);
        PassEvents = 0;
    }

    /// <summary>Takes leave of every namespace.</summary>
    public static void WriteFarewell(Session session, IBufferWriter<byte> output, MaskKeySource keys)
    {
        foreach (NamespaceEntry entry in session.Namespaces.All)
        {
            if (entry.State == NamespaceState.Joined)
            {
                Span<byte> packet = new byte[1 + PacketWriter.MaxPrefixLength(entry.Name.Length)];
                packet[0] = (byte)'4';
                packet = packet[..(1 + PacketWriter.WriteDisconnect(packet[1..], entry.Name))];
                var frames = new FrameBatch(output.GetSpan(FrameWriter.MaskedLength(packet.Length)), keys);
                frames.Write(WebSocketOpcode.Text, packet);
                output.Advance(frames.Length);
            }
        }
    }

    /// <summary>When the loop has ended.</summary>
    public void Dispose() => _state.Held.Dispose();

    /// <summary>
    /// Whether a pass that wrote much leaves the watermark to the next one: each costs the server an answer, and this process a
    /// few changes of threads. A pass that finds nothing more to write marks what is unmarked.
    /// </summary>
    private bool IsMarkSoonEnough(int passBytes) =>
        passBytes >= MinUnmarkedBytes && _state.Positions.UnmarkedBytes < _state.Marks.Flow.Bytes / 4;

    private void OnNamespaceLost(Session session, NamespaceLoss loss)
    {
        long events = 0;
        if (loss == NamespaceLoss.Disconnected)
        {
            events = _confirming.TakeInFlight();
            EndSession(session, session.Namespaces.DisconnectError);
        }

        _namespaces.OnLost(session, loss, events);
    }

    /// <summary>
    /// The connection, or a namespace, was lost: everything that is not confirmed will be written again, unless one record is to
    /// blame for it.
    /// </summary>
    private SessionEnd EndSession(Session session, string reason)
    {
        Trials trials = _state.Trials;
        SessionEnd end = trials.End();
        Rewind();
        trials.Begin();
        trials.ReturnTurn(isLost: end >= SessionEnd.Trial);
        if (end == SessionEnd.Poisoned && Lane.Ring.TryRead(_state.Positions.Sent, out RingRecord record))
        {
            _reports.ReportPoisoned(session.Endpoint, record.Packet, trials.Count, reason);
            _discards.GiveUp(record, DropReason.Poisoned, EmitFailure.Poisoned, reason);
        }

        return end;
    }

    /// <summary>Everything that is not confirmed is to be written again.</summary>
    private void Rewind()
    {
        _state.Positions.Rewind();
        _confirming.Forget();
        _state.Held.Rewind(_state.Positions.Confirmed);
        _namespaces.Rewind();
        _confirming.ReleaseSettled();
    }

    /// <summary>Makes the lane's gauges true for readers on other threads.</summary>
    private void Publish(Session? session)
    {
        ref LaneCounters counters = ref Lane.Counters;
        Positions positions = _state.Positions;
        bool isPending = Lane.Ring.TryRead(positions.Confirmed, out RingRecord oldest);
        Volatile.Write(ref counters.OldestPending, isPending ? oldest.Timestamp : 0);
        if ((counters.Unconfirmed != 0) == positions.IsSettled)
        {
            Volatile.Write(ref counters.Unconfirmed, positions.IsSettled ? 0 : 1);
            _state.Trials.OnDrained();
        }

        Volatile.Write(ref counters.BytesInFlight, positions.Sent - _confirming.Received);
        Volatile.Write(ref counters.Healthy, session?.Lease.Health.IsHealthy == true ? 1 : 0);
        Lane.SetClock(_state.Clock.Now);
    }
}
