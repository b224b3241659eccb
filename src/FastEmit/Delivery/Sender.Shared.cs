namespace FastEmit.Delivery;

/// <summary>What the sender of a ring file does besides: other processes append to it, which cannot wake it and may die.</summary>
internal sealed partial class Sender
{
    /// <summary>
    /// How often an idle lane looks whether another process has appended: twenty wake-ups a second, and as late as the default batch
    /// window is long. A lane without a ring file never does.
    /// </summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a live process may take between claim and commit. A dead one is passed over at once.</summary>
    private static readonly TimeSpan StallPatience = TimeSpan.FromMilliseconds(900);

    private long _stalledAt = -1;
    private long _stalledSince;

    /// <summary>A wait that ends in time for the next look.</summary>
    private TimeSpan BoundWait(TimeSpan wait) =>
        _ring.IsShared && (wait == Timeout.InfiniteTimeSpan || wait > LookInterval) ? LookInterval : wait;

    /// <summary>Where nothing can be read: gets past what nobody will commit. True when reading may get further now.</summary>
    private bool TryUnblock()
    {
        if (!_ring.IsShared)
        {
            return false;
        }

        bool stalled = _stalledAt == _sent && _time.GetElapsedTime(_stalledSince) >= StallPatience;
        bool further = _ring.Unblock(ref _sent, stalled);
        if (further || _ring.Claimed <= _sent)
        {
            _stalledAt = -1;
        }
        else if (_stalledAt != _sent)
        {
            _stalledAt = _sent;
            _stalledSince = _time.GetTimestamp();
        }

        ReleaseSettled();
        return further;
    }
}
