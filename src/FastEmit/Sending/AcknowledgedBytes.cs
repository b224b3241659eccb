using FastEmit.SocketIO.Transports;

namespace FastEmit.Sending;

/// <summary>
/// Which watermark's bytes, and all before, the system at the other end of the connection has acknowledged: it looks now and then, and
/// remembers at the first look what has to be acknowledged until the next answer. Owned by the sender.
/// </summary>
internal sealed class AcknowledgedBytes(PassClock clock)
{
    /// <summary>How often the system is asked while something is not acknowledged.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>The byte count whose acknowledgement confirms <see cref="_mark"/>; 0 while none is awaited.</summary>
    private long _awaited;

    private long _mark;
    private long _askedAt;

    /// <summary>A connection begins.</summary>
    public void Begin() => _awaited = 0;

    /// <summary>Looks, if it is time to. True when everything that was written by an earlier look is acknowledged.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="last">The last watermark that was written.</param>
    /// <param name="path">Learns of each look.</param>
    /// <param name="mark">The last watermark at that earlier look.</param>
    public bool TryTake(Session session, long last, PathWatch path, out long mark)
    {
        mark = 0;
        if (clock.Since(_askedAt) < Interval)
        {
            return false;
        }

        _askedAt = clock.Now;
        if (!path.TryLook(session, out TcpProgress progress))
        {
            return false;
        }

        if (_awaited == 0)
        {
            _awaited = progress.Acknowledged + progress.Unacknowledged;
            _mark = last;
        }

        if (progress.Acknowledged < _awaited)
        {
            return false;
        }

        _awaited = 0;
        mark = _mark;
        return true;
    }
}
