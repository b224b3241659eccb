namespace FastEmit.Sending;

/// <summary>
/// Whether the server's heartbeat is late: then its event loop does not come to its timers, and what is on the way may be the reason.
/// Owned by the sender.
/// </summary>
/// <remarks>
/// Node reads up to 32 times 64 KiB in a row, with the handlers of each, before it looks at its timers; it stops earlier at a read that
/// does not fill 64 KiB. A sender that keeps it supplied, however little ahead, therefore keeps it from its heartbeats for 32 reads: with
/// a handler of 200 µs an event over 3 s. Pongs come meanwhile, and the time that they take says nothing of it.
/// </remarks>
internal sealed class HeartbeatWatch(PassClock clock)
{
    private int _heartbeats;
    private long _since;
    private TimeSpan _patience;

    /// <summary>Whether one should have come.</summary>
    public bool IsLate { get; private set; }

    /// <summary>A connection begins.</summary>
    public void Begin(Session session)
    {
        // The next interval begins when our answer has been read, which may have queued for a while.
        _patience = session.PingInterval + (session.PingTimeout / 4);
        _heartbeats = session.Controls.Heartbeats;
        _since = clock.Now;
        IsLate = false;
    }

    /// <summary>Looks, once a pass.</summary>
    public void Look(Session session)
    {
        int heartbeats = session.Controls.Heartbeats;
        if (heartbeats != _heartbeats)
        {
            _heartbeats = heartbeats;
            _since = clock.Now;
        }

        IsLate = clock.Since(_since) > _patience;
    }
}
