namespace FastEmit.Delivery;

/// <summary>What the server confirms, and when the ring is released.</summary>
internal sealed partial class Sender
{
    /// <summary>Whether the present connection has answered a watermark.</summary>
    private bool _hasPong;

    /// <summary>The server's heartbeats when a watermark came back last, or the oldest on the wire was written.</summary>
    private int _heartbeatsBefore;

    private bool IsAcknowledged => _options.Delivery == DeliveryGuarantee.Acknowledged;

    /// <summary>Whether events are released as soon as they are written.</summary>
    private bool ReleasesOnWrite => _options.Delivery == DeliveryGuarantee.AtMostOnce;

    /// <summary>Whether what is written needs a watermark to be confirmed. At-most-once needs one only until it has shown that the connection works.</summary>
    private bool NeedsWatermark(LaneConnection connection) => !IsAcknowledged && !(ReleasesOnWrite && connection.IsProven);

    private void TakeConfirmations(LaneConnection connection)
    {
        _held.Prune();
        TakeWatermark(connection);
        if (IsAcknowledged)
        {
            TakeAcknowledgements(connection);
        }
    }

    /// <summary>Looks whether a watermark has come back, and releases what that confirms.</summary>
    private void TakeWatermark(LaneConnection connection)
    {
        long mark = connection.LastWatermark;
        if (mark == _lastWatermark)
        {
            return;
        }

        _lastWatermark = mark;
        if (mark >= _firstMark && mark < Marks.NextNumber)
        {
            OnAnswered(connection);
        }

        long before = Received;
        if (!Marks.TryReturn(mark, out long position, out long events))
        {
            return; // Not one that is on the wire: nothing follows from it.
        }

        long now = _time.GetTimestamp();
        long since = Marks.ReturnedSince;
        _flow.OnReceived(Math.Max(0, Marks.Received - before), _sent - before, since, now, _time.GetElapsedTime(since, now));
        _heartbeatsBefore = connection.Heartbeats;
        _hasPong = true;
        _overdues = IsMarkedForFlowOnly ? 0 : _overdues;
        if (IsAcknowledged)
        {
            return;
        }

        Prove(connection);
        if (events != 0)
        {
            Release(position, events);
            NoteProgress(connection, position);
            connection.Health.OnConfirmed();
        }

        ReleaseSettled();
    }

    /// <summary>Releases what the server's handlers have acknowledged without a gap.</summary>
    private void TakeAcknowledgements(LaneConnection connection)
    {
        while (connection.Acks.TryTake(out long id))
        {
            if (_inFlight.TryAcknowledge(id, out long position, out long events))
            {
                Prove(connection);
                Release(position, events);
                NoteProgress(connection, position);
                connection.Health.OnConfirmed();
                ReleaseSettled();
            }
        }

        if (!_inFlight.IsEmpty && _time.GetElapsedTime(_inFlight.OldestSince) > _options.AckTimeout)
        {
            connection.Lose($"The server did not acknowledge a batch within {_options.AckTimeout.TotalSeconds:0.###} s.");
        }
    }

    /// <summary>
    /// The connection works from end to end. What failed before is forgotten only when it also carries events (<see cref="NoteProgress"/>), unless
    /// nothing will confirm any.
    /// </summary>
    private void Prove(LaneConnection connection)
    {
        if (!connection.IsProven)
        {
            connection.IsProven = true;
            _backoff.Reset();
            if (ReleasesOnWrite)
            {
                connection.Ticket.RecordSuccess();
            }
            else
            {
                connection.Ticket.RecordAnswer();
            }
        }
    }

    /// <summary>Frees the bytes of events, and counts those that are proved to have arrived and those that are not kept all the same.</summary>
    private void Release(long position, long confirmed, long written = 0)
    {
        if (_options.Delivery != DeliveryGuarantee.AtMostOnce)
        {
            _held.OnReleasing(_ring, position);
        }

        _overdues = confirmed == 0 ? _overdues : 0;
        _lane.Release(position);
        Volatile.Write(ref Counters.Confirmed, Counters.Confirmed + confirmed);
        Volatile.Write(ref Counters.Written, Counters.Written + written);
        _flushes.Complete(position);
        if (!_refusals.IsEmpty)
        {
            _refusals.OnConfirmed(position);
        }
    }

    /// <summary>What was handed to a connection that confirms nothing is never written again, whether the write worked or not.</summary>
    private void ReleaseWritten(bool written)
    {
        if (!written)
        {
            _lane.CountDiscarded(DropReason.ConnectionLost, _passEvents);
            _lane.ShowLost(DropReason.ConnectionLost, _sent);
        }

        Release(_sent, confirmed: 0, written: written ? _passEvents : 0);
        _passEvents = 0;
    }

    /// <summary>Frees discarded records behind the last confirmed one; nothing on the wire would ever cover them.</summary>
    private void ReleaseSettled()
    {
        if (_inFlight.IsEmpty && _unmarked == 0 && _sent != _ring.Confirmed)
        {
            Release(_sent, 0);
        }
    }
}
