namespace FastEmit.Sending;

/// <summary>
/// How many bytes may be on the way to a server on one connection: as many as it takes in well before its next heartbeat
/// would have to be answered. Owned by one sender.
/// </summary>
/// <remarks>
/// <para>
/// The answer to a heartbeat queues behind the events in flight, and a server that does not get it within its pingTimeout
/// closes the connection. How long the queue is shows in the watermarks: the time that one takes to come back, less the
/// least time that any took, is time spent waiting. It is kept below an eighth of the pingTimeout. A way that itself takes
/// longer than that cannot be told from waiting: the first watermark of a connection may have met the queue of other lanes.
/// </para>
/// <para>
/// As in TCP (RFC 5681, RFC 7661) a connection begins with a little and gets as much more as was received in time, which
/// doubles it each round trip; it grows only while it is made use of, and shrinks by at most a half a round trip.
/// </para>
/// </remarks>
internal sealed class FlowControl(int maxBytes)
{
    /// <summary>A third of what TCP begins with: five lanes begin at once, and fifty small events are 25 ms of a handler that takes 500 µs.</summary>
    public const int FirstBytes = 4 << 10;

    public const int LeastBytes = 4 << 10;

    private TimeSpan _most;
    private TimeSpan _leastDelay;
    private long _reducedAt;
    private bool _isLifted;

    /// <summary>The bytes that may be on the way.</summary>
    public int Bytes { get; private set; } = Math.Min(FirstBytes, maxBytes);

    /// <summary>A new connection begins.</summary>
    /// <param name="pingTimeout">The server's.</param>
    public void Begin(TimeSpan pingTimeout)
    {
        Bytes = Math.Min(FirstBytes, maxBytes);
        _most = pingTimeout / 8;
        _leastDelay = _most;
        _reducedAt = 0;
        _isLifted = false;
    }

    /// <summary>The server has received something.</summary>
    /// <param name="bytes">How much more than before.</param>
    /// <param name="inFlight">The bytes in flight until then.</param>
    /// <param name="since">When the watermark behind it was written, as a timestamp.</param>
    /// <param name="now">The present timestamp.</param>
    /// <param name="delay">The time between the two.</param>
    public void OnReceived(long bytes, long inFlight, long since, long now, TimeSpan delay)
    {
        if (_isLifted)
        {
            // It tells after all, and late: whatever was sent meanwhile is in its way.
            _isLifted = false;
            Bytes = Math.Min(FirstBytes, maxBytes);
        }

        _leastDelay = delay < _leastDelay ? delay : _leastDelay;
        TimeSpan waiting = delay - _leastDelay;
        if (waiting > _most)
        {
            Reduce(waiting, since, now);
        }
        else if (waiting <= _most / 2 && inFlight >= Bytes / 2)
        {
            Bytes = (int)Math.Min(Bytes + bytes, maxBytes);
        }
    }

    /// <summary>Nothing tells how fast this server is: it gets as much as is allowed, until something does.</summary>
    public void Lift()
    {
        Bytes = maxBytes;
        _isLifted = true;
    }

    /// <summary>Once a round trip: watermarks from before the last reduction know nothing of it.</summary>
    private void Reduce(TimeSpan waiting, long since, long now)
    {
        if (since >= _reducedAt)
        {
            Bytes = Math.Max((int)(Bytes * Math.Max(_most / waiting, 0.5)), Math.Min(LeastBytes, maxBytes));
            _reducedAt = now;
        }
    }
}

/// <summary>How far a pass may write.</summary>
/// <param name="Furthest">The ring position that no record may reach beyond.</param>
/// <param name="AloneAt">Where nothing is on the way: one record always may be written there, however large, or it could never be sent.</param>
internal readonly record struct FlowLimit(long Furthest, long AloneAt)
{
    /// <summary>Whether a record from <paramref name="start"/> to <paramref name="end"/> may be written.</summary>
    public bool Allows(long start, long end) => end <= Furthest || start == AloneAt;
}
