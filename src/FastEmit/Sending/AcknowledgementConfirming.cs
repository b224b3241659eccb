using FastEmit.Pooling;

namespace FastEmit.Sending;

/// <summary>Acknowledged: each batch asks the server's handlers for an answer, and watermarks only measure.</summary>
internal sealed class AcknowledgementConfirming(SenderState state) : Confirming(state)
{
    /// <summary>The batches that are not acknowledged.</summary>
    private readonly InFlightWindow _batches = new(state.Random);

    /// <inheritdoc/>
    public override bool HasRoom => _batches.HasRoom;

    /// <inheritdoc/>
    public override long NextAckId => _batches.NextNumber;

    /// <summary>The record stays in the ring until the answer comes.</summary>
    public override bool ForgetsBeforeAnswer => false;

    /// <inheritdoc/>
    protected override bool HasNothingOnTheWay => _batches.IsEmpty;

    /// <inheritdoc/>
    public override void Forget()
    {
        base.Forget();
        _batches.Clear();
    }

    /// <inheritdoc/>
    public override void Take(Session session)
    {
        if (TryTakeWatermark(session, out _, out _))
        {
            State.Overdue.OnProgress();
        }

        while (session.Acks.TryTake(out long id))
        {
            if (_batches.TryAcknowledge(id, out long position, out long events))
            {
                Prove(session);
                Confirm(session, position, events);
                session.Lease.Health.OnConfirmed();
                ReleaseSettled();
            }
        }

        if (!_batches.IsEmpty && State.Clock.Since(_batches.OldestSince) > State.Options.Acks.Timeout)
        {
            session.Lose($"The server did not acknowledge a batch within {State.Options.Acks.Timeout.TotalSeconds:0.###} s.");
        }
    }

    /// <inheritdoc/>
    public override long TakeInFlight() => _batches.TakeAll();

    /// <inheritdoc/>
    public override void OnBatch(in BatchExtent batch) => _batches.Add(batch.End, batch.Events, State.Clock.Now, batch.AckId);

    /// <inheritdoc/>
    public override TimeSpan Bound(TimeSpan wait)
    {
        wait = base.Bound(wait);
        return _batches.IsEmpty
            ? wait
            : PassClock.Sooner(wait, State.Clock.LeftOf(State.Options.Acks.Timeout + TimeSpan.FromMilliseconds(1), _batches.OldestSince));
    }

    /// <inheritdoc/>
    protected override void OnAnswered(Session session) => session.Endpoint.Note(PongHistory.Answered);
}
