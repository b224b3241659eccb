using FastEmit.Pooling;

namespace FastEmit.Sending;

/// <summary>
/// At-most-once: what was handed to the connection is released, and never written again, whether that worked or not. Watermarks measure;
/// the first one also shows that the connection works.
/// </summary>
internal sealed class WriteConfirming(SenderState state) : Confirming(state)
{
    /// <summary>Where writing began on the present connection, or again after a namespace was lost.</summary>
    private long _start = state.Positions.Sent;

    /// <summary>Released bytes count as received, unless the system measures it.</summary>
    public override long Received
    {
        get
        {
            bool isMeasured = !Marks.IsUnknown && (!Marks.Window.IsEmpty || Marks.IsWanted);
            return isMeasured ? Math.Max(_start, Marks.Window.Received) : State.Positions.Sent;
        }
    }

    /// <inheritdoc/>
    protected override bool HasNothingOnTheWay => true;

    /// <inheritdoc/>
    public override void Forget()
    {
        base.Forget();
        _start = State.Positions.Sent;
    }

    /// <inheritdoc/>
    public override void Take(Session session)
    {
        if (TryTakeWatermark(session, out _, out _))
        {
            State.Overdue.OnProgress();
            Prove(session);
            ReleaseSettled();
        }
    }

    /// <inheritdoc/>
    public override long TakeInFlight() => 0;

    /// <inheritdoc/>
    public override void OnWrittenAgain(Session session) => Marks.IsWanted |= !session.IsProven;

    /// <inheritdoc/>
    public override void OnFlushed(Session session, bool isWritten, long events)
    {
        if (State.Positions.IsSettled)
        {
            return;
        }

        if (!isWritten)
        {
            State.Lane.CountDiscarded(DropReason.ConnectionLost, events);
            State.Lane.ShowLost(DropReason.ConnectionLost, State.Positions.Sent);
        }

        State.Releases.Free(State.Positions.Sent, confirmed: 0, written: isWritten ? events : 0);
        if (isWritten)
        {
            session.Lease.Health.OnConfirmed();
        }
    }

    /// <summary>Nothing is written again, so nothing is kept: what a flush has freed is not in the ring any more.</summary>
    protected override void Release(long position) => State.Releases.Free(position, confirmed: 0, written: 0);

    /// <inheritdoc/>
    protected override long AloneAt(long received, long confirmed) => received;

    /// <summary>Nothing will confirm events: an answer is all there is.</summary>
    protected override void OnProven(EndpointTicket ticket) => ticket.RecordSuccess();

    /// <inheritdoc/>
    protected override void OnAnswered(Session session) => session.Endpoint.Note(PongHistory.Answered);
}
