using FastEmit.Buffers;

namespace FastEmit.Delivery;

/// <summary>When the records that wait may be written.</summary>
internal sealed partial class Sender
{
    /// <summary>
    /// Looks at the first record that waits. False when nothing can be written yet; <paramref name="wait"/> then says
    /// how long that stays so unless somebody sets the lane's signal.
    /// </summary>
    /// <param name="connection">The connection to write to.</param>
    /// <param name="join">The namespace to CONNECT to before anything else, or null.</param>
    /// <param name="headFrameLength">Bytes of the first record's frames.</param>
    /// <param name="wait">How long to sleep.</param>
    private bool IsBatchDue(LaneConnection connection, out NamespaceEntry? join, out int headFrameLength, out TimeSpan wait)
    {
        join = null;
        headFrameLength = 0;
        wait = Timeout.InfiniteTimeSpan;
        if (IsDraining(connection) || _turn.IsOthers(_lane, out wait) || !TryReadHead(connection, out RingRecord head))
        {
            return false;
        }

        if (!IsBatchClosed(head, out wait) || !NextLimit().Allows(_sent, head.End) || (IsAcknowledged && !_inFlight.HasRoom))
        {
            return false;
        }

        headFrameLength = MaxFramesLength(head.Packet);
        ReadOnlySpan<byte> name = PacketNamespace.Of(head.Packet);
        return IsJoined(connection, name, out join, ref wait)
            && (!_poison.IsTrial || join is not null || _held.HasUnwritten || MayTry(connection, name, out wait));
    }

    /// <summary>
    /// The first record that waits, or a copy of one; asks producers to call when there is none. Records that the server would
    /// refuse are dropped here.
    /// </summary>
    private bool TryReadHead(LaneConnection connection, out RingRecord head)
    {
        while (true)
        {
            if (_held.TryPeek(out ReadOnlySpan<byte> held))
            {
                if (MaxMessageLength(held) > connection.MaxPayload)
                {
                    _held.Refuse(EmitFailure.TooLarge);
                    continue;
                }

                if (!_refusals.IsEmpty && IsHeldUp(connection, held))
                {
                    _held.Refuse(EmitFailure.NamespaceRefused);
                    continue;
                }

                head = new RingRecord(held, timestamp: 0, _sent);
                return true;
            }

            if (!_lane.TryReadOrAsk(_sent, out head))
            {
                if (TryUnblock())
                {
                    continue;
                }

                return false;
            }

            if (_options.TimeToLive != Timeout.InfiniteTimeSpan && IsExpired(head))
            {
                Expire(head);
            }
            else if (MaxMessageLength(head.Packet) > connection.MaxPayload)
            {
                Discard(head);
            }
            else if (_refusals.IsEmpty || !TryPassOver(connection, head))
            {
                return true;
            }
        }
    }

    /// <summary>Whether the batch need not wait for company any longer.</summary>
    private bool IsBatchClosed(in RingRecord head, out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        if (_options.BatchWindow == TimeSpan.Zero
            || _held.HasUnwritten
            || _sent < Math.Max(_everSent, Math.Max(_flushes.Furthest, _lane.Urgent))
            || IsBatchFull(CountWaiting(out _)))
        {
            return true;
        }

        TimeSpan left = _options.BatchWindow - _time.GetElapsedTime(head.Timestamp);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        // Look again after asking: what came in between has called nobody.
        _lane.AskForCall(Attention.FullBatch, _sent);
        wait = left;
        int waiting = CountWaiting(out long end);
        if (!IsBatchFull(waiting) && _lane.IsClaimedBehind(end))
        {
            waiting = CountWaiting(out _);
        }

        return IsBatchFull(_lane.CountWaiting(waiting));
    }

    private bool IsBatchFull(int waiting) => waiting >= _options.MaxBatchSize || _ring.Claimed - _sent >= _options.MaxBatchBytes;

    /// <summary>The records that wait and where they end, but not counted beyond a full batch.</summary>
    private int CountWaiting(out long end)
    {
        int count = 0;
        end = _sent;
        while (count < _options.MaxBatchSize && _ring.TryRead(end, out RingRecord record))
        {
            end = record.End;
            count++;
        }

        return count;
    }

    /// <summary>Drops a record that this server would answer by closing the connection (1009).</summary>
    private void Discard(in RingRecord record)
    {
        FailAcknowledgement(record, EmitFailure.TooLarge);
        _lane.CountDiscarded(DropReason.TooLarge, 1);
        _lane.ShowLost(DropReason.TooLarge, record.Packet);
        PassOver(record);
    }
}
