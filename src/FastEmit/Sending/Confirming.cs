using FastEmit.Buffers;
using FastEmit.Pooling;

namespace FastEmit.Sending;

/// <summary>
/// How a lane learns what has arrived: one class a <see cref="DeliveryGuarantee"/>, each with what it needs for that. The rest of the
/// sender asks it once a pass and never which guarantee it serves. Owned by the sender.
/// </summary>
internal abstract class Confirming(SenderState state)
{
    /// <summary>The state that all parts of a sender share.</summary>
    protected SenderState State { get; } = state;

    /// <summary>The watermarks on the wire.</summary>
    public Watermarks Marks => State.Marks;

    /// <summary>The position up to which the server has received everything; what lies behind it is in flight.</summary>
    public virtual long Received => Math.Max(State.Positions.Confirmed, Marks.Window.Received);

    /// <summary>Whether a batch may be written as far as confirmations go.</summary>
    public virtual bool HasRoom => true;

    /// <summary>The number by which the next batch is to be acknowledged; zero when none is.</summary>
    public virtual long NextAckId => 0;

    /// <summary>Whether what a caller waits for is released before its answer comes, and so has to be remembered.</summary>
    public virtual bool ForgetsBeforeAnswer => true;

    /// <summary>Whether watermarks measure the way and confirm nothing: then nothing depends on one.</summary>
    public virtual bool OnlyMeasures => true;

    /// <summary>Whether events are released without proof at present.</summary>
    public virtual bool IsWithoutProof => false;

    /// <summary>Whether a watermark is to be written behind what was sent, and one may be.</summary>
    public virtual bool MayMark => Marks.IsWanted && Marks.Window.HasRoom;

    /// <summary>How far may be written now: by what the server takes in, by what lets it come to its timers, and by what may be unconfirmed.</summary>
    public FlowLimit Limit
    {
        get
        {
            long received = Received;
            long confirmed = State.Positions.Confirmed;
            int bytes = State.Heartbeat.IsLate ? Math.Min(FlowControl.LeastBytes, Marks.Flow.Bytes) : Marks.Flow.Bytes;
            return new FlowLimit(Math.Min(received + bytes, confirmed + State.Options.Acks.MaxInFlightBytes), AloneAt(received, confirmed));
        }
    }

    /// <summary>The strategy of a guarantee.</summary>
    public static Confirming Of(SenderState state, ISendingReports reports) => state.Options.Delivery switch
    {
        DeliveryGuarantee.Acknowledged => new AcknowledgementConfirming(state),
        DeliveryGuarantee.AtMostOnce => new WriteConfirming(state),
        _ => new WatermarkConfirming(state, reports),
    };

    /// <summary>A connection begins.</summary>
    public virtual void Begin(Session session) => Marks.Begin(session);

    /// <summary>Everything that is not confirmed is to be written again.</summary>
    public virtual void Forget() => Marks.Forget();

    /// <summary>Takes what has come in since the last pass.</summary>
    public abstract void Take(Session session);

    /// <summary>The events that are on the way; they are taken for lost.</summary>
    public abstract long TakeInFlight();

    /// <summary>A batch was written that asks for <see cref="NextAckId"/>, or for an answer of its own.</summary>
    public virtual void OnBatch(in BatchExtent batch)
    {
    }

    /// <summary>A pass has written events.</summary>
    public virtual void OnWritten(Session session, long events) => Marks.IsWanted |= events != 0;

    /// <summary>Something was written that no record of the ring depends on.</summary>
    public virtual void OnWrittenAgain(Session session)
    {
    }

    /// <summary>The events that the next watermark confirms; it is being written.</summary>
    public virtual long TakeUnmarked() => 0;

    /// <summary>A flush has ended.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="isWritten">Whether the network has taken it.</param>
    /// <param name="events">The events in it.</param>
    public virtual void OnFlushed(Session session, bool isWritten, long events)
    {
    }

    /// <summary>A wait that ends in time for what has to be looked at.</summary>
    public virtual TimeSpan Bound(TimeSpan wait) => Marks.BoundByFirst(wait, State.Options.Connection.Timeout);

    /// <summary>
    /// A watermark is overdue on a connection whose way is known to work: whether that is no reason to replace it.
    /// </summary>
    /// <param name="session">The connection.</param>
    /// <param name="isSecondTry">Whether one before it was replaced for that reason.</param>
    public virtual bool ToleratesSilence(Session session, bool isSecondTry) => false;

    /// <summary>Frees discarded records behind the last confirmed one; nothing on the wire would ever cover them.</summary>
    public void ReleaseSettled()
    {
        if (State.Positions.Sent < State.Positions.EverRead)
        {
            PassOver();
        }

        if (!State.Positions.IsSettled && HasNothingOnTheWay)
        {
            Release(State.Positions.Sent);
        }
    }

    /// <summary>
    /// Goes on behind records that were discarded behind what a lost connection had carried: nothing is written there any more, so whoever
    /// waits for a flush would wait for the next event.
    /// </summary>
    private void PassOver()
    {
        Positions positions = State.Positions;
        EventRing ring = State.Lane.Ring;
        bool isPassed = !ring.TryRead(positions.Sent, out RingRecord next) || next.End > positions.EverRead;
        if (isPassed && !ring.IsLost) // A lost file reads as empty.
        {
            positions.Skip(positions.EverRead);
        }
    }

    /// <summary>Frees records before a position that need no confirmation, and keeps what may have to be written again.</summary>
    protected virtual void Release(long position) => State.Releases.Release(position, 0);

    /// <summary>Whether no confirmation will come for what was sent.</summary>
    protected abstract bool HasNothingOnTheWay { get; }

    /// <summary>Where nothing is on the way: one record always may be written there.</summary>
    protected virtual long AloneAt(long received, long confirmed) => confirmed;

    /// <summary>The connection works from end to end.</summary>
    protected virtual void OnProven(EndpointTicket ticket) => ticket.RecordAnswer();

    /// <summary>Events have arrived.</summary>
    protected void Confirm(Session session, long position, long events, long written = 0)
    {
        State.Releases.Release(position, events, written);
        State.Trials.OnConfirmed(session, position);
        if (events != 0)
        {
            State.Overdue.OnProgress();
        }
    }

    /// <summary>
    /// The connection works from end to end. What failed before is forgotten only when it also carries events
    /// (<see cref="Trials.OnConfirmed"/>), unless nothing will confirm any.
    /// </summary>
    protected void Prove(Session session)
    {
        if (!session.IsProven)
        {
            session.IsProven = true;
            State.Backoff.Reset();
            OnProven(session.Lease.Ticket);
        }
    }

    /// <summary>Looks whether a watermark has come back, and takes it out.</summary>
    protected bool TryTakeWatermark(Session session, out long position, out long events)
    {
        position = 0;
        events = 0;
        if (!Marks.TryTake(session, out long mark))
        {
            return false;
        }

        if (Marks.IsOwn(mark))
        {
            OnAnswered(session);
        }

        return Marks.TryReturn(session, mark, Received, State.Positions.Sent, out position, out events);
    }

    /// <summary>The server has answered a watermark of this connection.</summary>
    protected abstract void OnAnswered(Session session);
}
