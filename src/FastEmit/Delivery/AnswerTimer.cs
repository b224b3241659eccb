using FastEmit.Sending;
using FastEmit.SocketIO.Transports;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.Delivery;

/// <summary>
/// Tells the sender when to look at a watermark that does not come back, and ends a flush that does not end, which the sender cannot:
/// it waits for the network.
/// </summary>
/// <remarks>
/// One timer, which runs only while something is on the wire and is set again when it fires. Its callback touches only the words that
/// are read and written as volatile here, and the session's own members for any thread.
/// </remarks>
internal sealed class AnswerTimer : IDisposable
{
    private readonly WakeSignal _wake;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private Session? _session;

    /// <summary>Whether the timer is set. Sender only.</summary>
    private bool _isSet;

    /// <summary>1 when the timer has fired and the sender has not looked since.</summary>
    private int _isLookDue;

    /// <summary>When the flush began that the network holds up, as a timestamp; 0 when none.</summary>
    private long _flushingSince;

    /// <summary>The acknowledged bytes when the timer last looked at that flush. The timer only.</summary>
    private long _flushAcknowledged;

    public AnswerTimer(WakeSignal wake, TimeProvider time, TimeSpan timeout)
    {
        _wake = wake;
        _time = time;
        _timeout = timeout;
        _timer = (wake.Thread?.Time ?? time).CreateTimer(
            static timer => ((AnswerTimer)timer!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the sender has to look. Sender only.</summary>
    public bool IsLookDue => Volatile.Read(ref _isLookDue) != 0;

    private TimeSpan Interval => _timeout / 2;

    /// <summary>The session whose flushes are timed, or null. Sender only.</summary>
    public void Watch(Session? session) => Volatile.Write(ref _session, session);

    /// <summary>Something is on the wire that has to be answered. Sender only.</summary>
    public void Start()
    {
        if (!_isSet)
        {
            _isSet = true;
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The sender has looked. Sender only.</summary>
    /// <param name="next">When to look again; null when nothing is on the wire.</param>
    public void OnLooked(TimeSpan? next)
    {
        _isSet = next is not null;
        if (next is { } delay)
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The sender begins to look. Sender only.</summary>
    public void OnLooking() => Volatile.Write(ref _isLookDue, 0);

    /// <summary>The network holds a flush up. Sender only.</summary>
    public void BeginFlush()
    {
        Volatile.Write(ref _flushingSince, _time.GetTimestamp());
        Start();
    }

    /// <summary>A flush has ended. Sender only.</summary>
    public void EndFlush()
    {
        if (_flushingSince != 0)
        {
            Volatile.Write(ref _flushingSince, 0);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        long since = Volatile.Read(ref _flushingSince);
        if (since != 0 && Volatile.Read(ref _session) is { } session)
        {
            LookAtFlush(session, since);
            return;
        }

        Volatile.Write(ref _isLookDue, 1);
        _wake.Set();
    }

    /// <summary>The sender waits for the network and cannot look itself.</summary>
    private void LookAtFlush(Session session, long since)
    {
        TimeSpan left = _timeout - _time.GetElapsedTime(since);
        bool isMoving = session.TryReadProgress(out TcpProgress progress) && progress.Acknowledged != _flushAcknowledged;
        _flushAcknowledged = progress.Acknowledged;
        if (left > TimeSpan.Zero || isMoving)
        {
            _timer.Change(left > TimeSpan.Zero && left < Interval ? left : Interval, Timeout.InfiniteTimeSpan);
            return;
        }

        Volatile.Write(ref _isLookDue, 1);
        if (Volatile.Read(ref _flushingSince) == since)
        {
            session.GiveUp($"The server has taken nothing for {OverdueWatch.Seconds(_timeout)} s.");
        }
    }
}
