namespace FastEmit.Buffers;

/// <summary>
/// Lets the reader of a ring pass claims that will never be committed: the claim of a dead process at once, that of a live one when it has had
/// time enough. Not thread-safe.
/// </summary>
internal struct StallWatch()
{
    /// <summary>How long a live process may take between claim and commit.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(900);

    private long _at = -1;
    private long _since;

    /// <summary>Where nothing can be read: tries to get further.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="position">Where reading stands; it may move.</param>
    /// <param name="now">A timestamp.</param>
    /// <param name="frequency">Timestamps a second.</param>
    /// <returns>Whether reading may get further now.</returns>
    public bool TryUnblock(EventRing ring, ref long position, long now, long frequency)
    {
        bool isStalled = _at == position && (now - _since) * (double)TimeSpan.TicksPerSecond / frequency >= Patience.Ticks;
        bool isFurther = ring.Unblock(ref position, isStalled);
        if (isFurther || ring.Claimed <= position)
        {
            _at = -1;
        }
        else if (_at != position)
        {
            _at = position;
            _since = now;
        }

        return isFurther;
    }
}
