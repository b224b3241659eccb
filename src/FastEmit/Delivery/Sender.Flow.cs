namespace FastEmit.Delivery;

/// <summary>How much may be on the way to the server.</summary>
internal sealed partial class Sender
{
    private readonly FlowControl _flow;

    /// <summary>The watermarks of acknowledged delivery, which confirm nothing; null otherwise.</summary>
    private readonly InFlightWindow? _flowMarks;

    /// <summary>Where writing began on the present connection, or again after a namespace was lost.</summary>
    private long _flowStart;

    /// <summary>The present connection has answered no watermark for so long that it is not held up for one any more.</summary>
    private bool _isFlowUnknown;

    private InFlightWindow Marks => _flowMarks ?? _inFlight;

    /// <summary>The position up to which the server has received everything; what lies behind it is in flight.</summary>
    private long Received
    {
        get
        {
            if (!ReleasesOnWrite)
            {
                return Math.Max(_ring.Confirmed, Marks.Received);
            }

            bool isMeasured = !_isFlowUnknown && (!Marks.IsEmpty || _wantsMark);
            return isMeasured ? Math.Max(_flowStart, Marks.Received) : _sent;
        }
    }

    private bool IsMarkedForFlowOnly => IsAcknowledged || ReleasesOnWrite;

    /// <summary>How far may be written now: by what the server takes in, and by what may be unconfirmed.</summary>
    private FlowLimit NextLimit()
    {
        long received = Received;
        long confirmed = _ring.Confirmed;
        FlowLimit limit = new(Math.Min(received + _flow.Bytes, confirmed + _options.MaxInFlightBytes), ReleasesOnWrite ? received : confirmed);
        return _poison.IsSearching ? Narrow(limit) : limit;
    }

    /// <summary>Notes that events were written: something has to be sent behind them.</summary>
    private void NeedMark(LaneConnection connection, long events)
    {
        if (NeedsWatermark(connection))
        {
            _unmarked += events;
        }
        else
        {
            _wantsMark |= events != 0;
        }
    }

    private void ForgetFlow()
    {
        _flowStart = _sent;
        _flowMarks?.Clear();
    }

    /// <summary>
    /// Looks how long a first pong is awaited. What needs no confirmation does not wait for it longer than for a connection.
    /// </summary>
    private TimeSpan BoundByFlow(TimeSpan wait)
    {
        if (_hasPong || _isFlowUnknown || Marks.IsReturned || !IsMarkedForFlowOnly)
        {
            return wait;
        }

        TimeSpan left = _options.ConnectTimeout - _time.GetElapsedTime(Marks.OutstandingSince);
        if (left <= TimeSpan.Zero)
        {
            _isFlowUnknown = true;
            _flow.Lift();
            return TimeSpan.Zero;
        }

        return wait == Timeout.InfiniteTimeSpan || left < wait ? left : wait;
    }
}
