using FastEmit.Pooling;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Delivery;

/// <summary>
/// A watermark that does not come back, or a flush that does not end. The connection is replaced: a path that loses packets, a server
/// that stands still and a proxy that swallows pings look alike, and only another connection tells.
/// </summary>
/// <remarks>
/// One timer, which runs only while something is on the wire, is set again when it fires, and looks twice in a timeout, so that
/// "nothing was acknowledged for half of it" can be told from "something was just sent". Its callback touches only the words that are
/// read and written as volatile here, and the connection's own members for any thread.
/// </remarks>
internal sealed partial class Sender
{
    /// <summary>The patience with a server whose system takes everything doubles with each connection in vain, up to eight times: a handler may take that long.</summary>
    private const int MostDoublings = 3;

    /// <summary>A timer may fire a little before two readings of the clock are its time apart.</summary>
    private static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(20);

    private readonly PathWatch _path;
    private readonly ITimer _overdueTimer;

    /// <summary>Whether the timer is set. Sender only.</summary>
    private bool _isTimed;

    /// <summary>1 when the timer has fired and the sender has not looked since.</summary>
    private int _isLookDue;

    /// <summary>When the flush began that the network holds up, as a timestamp; 0 when none.</summary>
    private long _flushingSince;

    /// <summary>What was acknowledged when the timer last looked at that flush. The timer only.</summary>
    private long _flushAcknowledged;

    /// <summary>Connections in a row that were replaced because of a watermark, without a confirmation between them.</summary>
    private int _overdues;

    /// <summary>Whether, when the present connection was made, one to its server had been replaced for the lack of an answer.</summary>
    private bool _isSecondTry;

    private TimeSpan HalfOverdue => _options.WatermarkTimeout / 2;

    /// <summary>Something is on the wire that has to be answered.</summary>
    private void TimeAnswer()
    {
        if (!_isTimed)
        {
            _isTimed = true;
            _overdueTimer.Change(HalfOverdue, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The timer's callback.</summary>
    private void OnTimer()
    {
        long since = Volatile.Read(ref _flushingSince);
        if (since != 0 && Volatile.Read(ref _connection) is { } connection)
        {
            LookAtFlush(connection, since);
            return;
        }

        Volatile.Write(ref _isLookDue, 1);
        _lane.Wake.Set();
    }

    /// <summary>The sender waits for the network and cannot look itself.</summary>
    private void LookAtFlush(LaneConnection connection, long since)
    {
        TimeSpan left = _options.WatermarkTimeout - _time.GetElapsedTime(since);
        bool isMoving = connection.TryReadProgress(out TcpProgress progress) && progress.Acknowledged != _flushAcknowledged;
        _flushAcknowledged = progress.Acknowledged;
        if (left > TimeSpan.Zero || isMoving)
        {
            _overdueTimer.Change(left > TimeSpan.Zero && left < HalfOverdue ? left : HalfOverdue, Timeout.InfiniteTimeSpan);
            return;
        }

        Volatile.Write(ref _isLookDue, 1);
        if (Volatile.Read(ref _flushingSince) == since)
        {
            connection.GiveUp($"The server has taken nothing for {Seconds(_options.WatermarkTimeout)} s.");
        }
    }

    /// <summary>After the timer has fired: judges the oldest watermark on the wire.</summary>
    private void LookAtWatermark(LaneConnection connection)
    {
        Volatile.Write(ref _isLookDue, 0);
        if (Marks.IsReturned)
        {
            _isTimed = false;
            return;
        }

        TimeSpan age = _time.GetElapsedTime(Marks.OutstandingSince);
        TimeSpan left = _options.WatermarkTimeout - age;
        bool isPathKnown = age >= HalfOverdue && _path.TryLook(connection, out _);
        if (left <= TimeSpan.Zero)
        {
            Judge(connection, age, isPathKnown);
        }

        TimeSpan next = left > HalfOverdue ? left - HalfOverdue : left > TimeSpan.Zero ? left : HalfOverdue;
        _overdueTimer.Change(next, Timeout.InfiniteTimeSpan);
    }

    private void Judge(LaneConnection connection, TimeSpan age, bool isPathKnown)
    {
        Endpoint endpoint = connection.Ticket.Endpoint;
        if (isPathKnown && _path.StillFor >= HalfOverdue - TimerTolerance)
        {
            endpoint.Note(PongHistory.Missed);
            connection.GiveUp($"Nothing that was sent was acknowledged for {Seconds(_path.StillFor)} s: the way to the server loses packets.");
        }
        else if (_isUnproved || (IsMarkedForFlowOnly && endpoint.Pongs != PongHistory.Answered))
        {
            // Nothing is expected to come back.
        }
        else if (isPathKnown && _isSecondTry && MayDoWithoutProof(endpoint))
        {
            // A sign of life behind the watermark: the server is there, and is not asked for more than that.
            if (connection.Heartbeats != _heartbeatsBefore)
            {
                SetUnproved(connection, true);
            }
        }
        else if (age >= _options.WatermarkTimeout * (1 << Math.Min(_overdues, MostDoublings)))
        {
            _overdues++;
            endpoint.Note(PongHistory.Missed);
            string reason = $"The server did not answer a WebSocket ping within {Seconds(age)} s.";
            if (isPathKnown && endpoint.Pongs == PongHistory.Answered)
            {
                connection.Lose(reason); // It has the events, can answer, and does not: one of them may be why.
            }
            else
            {
                connection.GiveUp(reason);
            }
        }
    }

    private bool MayDoWithoutProof(Endpoint endpoint) =>
        _options.WriteWithoutProof && _options.Delivery == DeliveryGuarantee.AtLeastOnce && endpoint.Pongs != PongHistory.Answered;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
