using FastEmit.Buffers;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Records;

namespace FastEmit.Sending;

/// <summary>Which record comes first, and when it may be written. Owned by the sender.</summary>
internal sealed class DueEvents(
    SenderState state, Confirming confirming, NamespaceGate namespaces, Discards discards, CompoundFrames compounds)
{
    private readonly EventRing _ring = state.Lane.Ring;
    private readonly bool _expires = state.Options.TimeToLive != Timeout.InfiniteTimeSpan;
    private StallWatch _stalls = new();

    /// <summary>
    /// Looks at the first record that waits. False when nothing can be written yet; <paramref name="wait"/> then says
    /// how long that stays so unless the lane's signal is set.
    /// </summary>
    /// <param name="session">The connection to write to.</param>
    /// <param name="join">The namespace to CONNECT to before anything else, or null.</param>
    /// <param name="headLength">Bytes of the first record's frames.</param>
    /// <param name="wait">How long to sleep.</param>
    public bool IsDue(Session session, out NamespaceEntry? join, out int headLength, out TimeSpan wait)
    {
        join = null;
        headLength = 0;
        wait = Timeout.InfiniteTimeSpan;
        Expire(); // Also where something else comes first: the sender does not sleep beyond what expires.
        if (session.Lease.Retirement == Retirement.BetterEndpoint
            || state.Trials.IsOthersTurn(out wait)
            || !TryReadHead(session, out RingRecord head)
            || !IsBatchClosed(head, out wait)
            || !state.Trials.Narrow(confirming.Limit).Allows(state.Positions.Sent, head.End)
            || !confirming.HasRoom)
        {
            return false;
        }

        headLength = compounds.MaxFramesLength(head.Packet);
        ReadOnlySpan<byte> name = PacketNamespace.Of(head.Packet);
        return namespaces.IsJoined(session, name, out join, ref wait)
            && (!state.Trials.IsTrial || join is not null || state.Held.HasUnwritten || state.Trials.MayTry(session, name, out wait));
    }

    /// <summary>Whether something waits; when nothing does, the next record wakes the sender.</summary>
    public bool HasAny()
    {
        while (!state.Held.HasUnwritten && !state.Lane.TryReadOrAsk(state.Positions.Sent, out _))
        {
            if (!TryUnblock())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Drops what has expired at the front of the ring, whether anything can be sent or not: fresh events need the room.</summary>
    public void Expire()
    {
        while (_expires && _ring.TryRead(state.Positions.Sent, out RingRecord head) && IsExpired(head))
        {
            discards.Drop(head, DropReason.Expired, EmitFailure.Expired);
        }
    }

    /// <summary>A wait that ends when the first record that waits expires.</summary>
    public TimeSpan BoundByExpiry(TimeSpan wait) => !_expires || !_ring.TryRead(state.Positions.Sent, out RingRecord head)
        ? wait
        : PassClock.Sooner(wait, state.Clock.LeftOf(state.Options.TimeToLive + TimeSpan.FromMilliseconds(1), head.Timestamp));

    /// <summary>A wait that is not longer than an event lives.</summary>
    public TimeSpan BoundByLife(TimeSpan wait) => _expires ? PassClock.Sooner(wait, state.Options.TimeToLive) : wait;

    private bool IsExpired(in RingRecord record) => state.Clock.Since(record.Timestamp) > state.Options.TimeToLive;

    /// <summary>
    /// The first record that waits, or a copy of one; asks producers to call when there is none. Records that the server would
    /// refuse are dropped here.
    /// </summary>
    private bool TryReadHead(Session session, out RingRecord head)
    {
        while (true)
        {
            if (state.Held.TryPeek(out RingRecord copy))
            {
                ReadOnlySpan<byte> held = copy.Packet;
                if (compounds.MaxMessageLength(held) > session.MaxPayload)
                {
                    state.Held.Refuse(EmitFailure.TooLarge);
                    continue;
                }

                if (namespaces.HoldsUp(session, held))
                {
                    state.Held.Refuse(EmitFailure.NamespaceRefused);
                    continue;
                }

                head = new RingRecord(held, timestamp: 0, state.Positions.Sent);
                return true;
            }

            if (!state.Lane.TryReadOrAsk(state.Positions.Sent, out head))
            {
                if (TryUnblock())
                {
                    continue;
                }

                return false;
            }

            if (_expires && IsExpired(head))
            {
                discards.Drop(head, DropReason.Expired, EmitFailure.Expired);
            }
            else if (compounds.MaxMessageLength(head.Packet) > session.MaxPayload)
            {
                // This server would answer it by closing the connection (1009).
                discards.Drop(head, DropReason.TooLarge, EmitFailure.TooLarge);
            }
            else if (namespaces.HoldsUp(session, head))
            {
                discards.GiveUp(head, DropReason.NamespaceRefused, EmitFailure.NamespaceRefused);
            }
            else
            {
                return true;
            }
        }
    }

    /// <summary>When no record can be read: passes over claims that will never be committed. True when reading may get further now.</summary>
    private bool TryUnblock()
    {
        if (!_ring.IsShared)
        {
            return false;
        }

        long position = state.Positions.Sent;
        bool isFurther = _stalls.TryUnblock(_ring, ref position, state.Clock.Now, state.Options.TimeProvider.TimestampFrequency);
        state.Positions.Skip(position);
        confirming.ReleaseSettled();
        return isFurther;
    }

    /// <summary>Whether the batch need not wait for company any longer.</summary>
    private bool IsBatchClosed(in RingRecord head, out TimeSpan wait)
    {
        Lane lane = state.Lane;
        wait = Timeout.InfiniteTimeSpan;
        if (state.Options.Batch.Window == TimeSpan.Zero
            || state.Held.HasUnwritten
            || state.Positions.Sent < Math.Max(state.Positions.EverSent, Math.Max(lane.Flushes.Furthest, lane.Urgent))
            || IsBatchFull(CountWaiting(out _)))
        {
            return true;
        }

        TimeSpan left = state.Clock.LeftOf(state.Options.Batch.Window, head.Timestamp);
        if (left == TimeSpan.Zero)
        {
            return true;
        }

        // Look again after asking: what came in between has called nobody.
        lane.AskForCall(Attention.FullBatch, state.Positions.Sent);
        wait = left;
        int waiting = CountWaiting(out long end);
        if (!IsBatchFull(waiting) && lane.IsClaimedBehind(end))
        {
            waiting = CountWaiting(out _);
        }

        return IsBatchFull(lane.CountWaiting(waiting));
    }

    private bool IsBatchFull(int waiting) =>
        waiting >= state.Options.Batch.MaxEvents || state.Positions.WaitingBytes >= state.Options.Batch.MaxBytes;

    /// <summary>The records that wait and where they end, but not counted beyond a full batch.</summary>
    private int CountWaiting(out long end)
    {
        int count = 0;
        end = state.Positions.Sent;
        while (count < state.Options.Batch.MaxEvents && _ring.TryRead(end, out RingRecord record))
        {
            end = record.End;
            count++;
        }

        return count;
    }
}
