using FastEmit.Pooling;

namespace FastEmit.Sending;

/// <summary>
/// At-least-once: a watermark that was sent after another had come back confirms what lies before that other one. Towards a server that
/// answers none, what its system has acknowledged is released as written, if that is allowed.
/// </summary>
internal sealed class WatermarkConfirming(SenderState state, ISendingReports reports) : Confirming(state)
{
    private readonly AcknowledgedBytes _bytes = new(state.Clock);
    private bool _isWithoutProof;

    /// <summary>Events written since the last watermark.</summary>
    private long _unmarked;

    /// <inheritdoc/>
    public override bool OnlyMeasures => false;

    /// <inheritdoc/>
    public override bool IsWithoutProof => _isWithoutProof;

    /// <inheritdoc/>
    public override bool MayMark => ((_unmarked != 0 || Marks.IsWanted) && Marks.Window.HasRoom) || Marks.Window.NeedsMark;

    /// <inheritdoc/>
    protected override bool HasNothingOnTheWay => Marks.Window.IsEmpty && _unmarked == 0;

    /// <inheritdoc/>
    public override void Begin(Session session)
    {
        base.Begin(session);
        _bytes.Begin();
        SetWithoutProof(session, session.Endpoint.Pongs == PongHistory.Mute && MayBeWithoutProof(session) && session.TryReadProgress(out _));
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        base.Forget();
        _unmarked = 0;
    }

    /// <inheritdoc/>
    public override void Take(Session session)
    {
        if (TryTakeWatermark(session, out long position, out long events))
        {
            Prove(session);
            if (events != 0)
            {
                Confirm(session, position, events);
                session.Lease.Health.OnConfirmed();
            }

            ReleaseSettled();
        }

        if (_isWithoutProof)
        {
            TakeAcknowledgedBytes(session);
        }
    }

    /// <inheritdoc/>
    public override long TakeInFlight() => Marks.Window.TakeAll() + _unmarked;

    /// <inheritdoc/>
    public override void OnWritten(Session session, long events) => _unmarked += events;

    /// <summary>A watermark shows that the connection works.</summary>
    public override void OnWrittenAgain(Session session) => Marks.IsWanted = true;

    /// <inheritdoc/>
    public override long TakeUnmarked()
    {
        long events = _unmarked;
        _unmarked = 0;
        return events;
    }

    /// <inheritdoc/>
    public override TimeSpan Bound(TimeSpan wait) =>
        _isWithoutProof && !Marks.Window.IsEmpty ? PassClock.Sooner(wait, AcknowledgedBytes.Interval) : wait;

    /// <summary>A sign of life behind the watermark: the server is there, and is not asked for more than that.</summary>
    public override bool ToleratesSilence(Session session, bool isSecondTry)
    {
        if (!isSecondTry || !MayBeWithoutProof(session))
        {
            return false;
        }

        if (session.Controls.Heartbeats != Marks.HeartbeatsBefore)
        {
            SetWithoutProof(session, true);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void OnAnswered(Session session)
    {
        bool wasMute = session.Endpoint.Pongs == PongHistory.Mute;
        if (session.Endpoint.Note(PongHistory.Answered) && wasMute)
        {
            reports.ReportPongs(session.Endpoint, missing: false);
        }

        if (_isWithoutProof)
        {
            SetWithoutProof(session, false);
        }
    }

    private bool MayBeWithoutProof(Session session) => State.Options.Acks.WriteWithoutProof && session.Endpoint.Pongs != PongHistory.Answered;

    private void SetWithoutProof(Session session, bool value)
    {
        _isWithoutProof = value;
        Volatile.Write(ref State.Lane.Counters.WithoutPongs, value ? 1 : 0);
        if (value)
        {
            Marks.Flow.Lift(); // What is unacknowledged is bounded all the same.
            if (session.Endpoint.Note(PongHistory.Mute))
            {
                reports.ReportPongs(session.Endpoint, missing: true);
            }
        }
    }

    /// <summary>Releases what the other end's system has acknowledged. Nothing that is written may wait to be flushed.</summary>
    private void TakeAcknowledgedBytes(Session session)
    {
        if (Marks.Window.IsEmpty || !_bytes.TryTake(session, Marks.Window.NextNumber - 1, State.Overdue.Path, out long mark))
        {
            return;
        }

        long events = Marks.Window.TakeThrough(mark, out long position);
        Prove(session);
        if (position > State.Positions.Confirmed)
        {
            Confirm(session, position, events: 0, written: events);
        }

        session.Lease.Health.OnConfirmed();
        ReleaseSettled();
    }
}
