namespace FastEmit.Delivery;

/// <summary>What the sender of a ring file does besides: other processes append to it, which may die at any moment.</summary>
internal sealed partial class Sender
{
    /// <summary>How often a lane looks at a claim that it cannot go on without.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How often an idle lane looks although nobody has called: a process that is killed between its commit and its call leaves
    /// a record of which nobody knows.
    /// </summary>
    private static readonly TimeSpan SafetyInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long a live process may take between claim and commit. A dead one is passed over at once.</summary>
    private static readonly TimeSpan StallPatience = TimeSpan.FromMilliseconds(900);

    /// <summary>How often a lane at work looks whether its file is still where it was. Bytes that are gone are noticed at once.</summary>
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(1);

    private long _fileSeen;
    private long _stalledAt = -1;
    private long _stalledSince;

    /// <summary>A wait that ends in time for the next look.</summary>
    private TimeSpan BoundWait(TimeSpan wait)
    {
        if (!_ring.IsShared)
        {
            return wait;
        }

        TimeSpan bound = _lane.HasBell && _ring.Claimed <= _sent ? SafetyInterval : LookInterval;
        return wait == Timeout.InfiniteTimeSpan || wait > bound ? bound : wait;
    }

    /// <summary>What the pass has written is on the disk before it is on the network, if it is to be.</summary>
    private void WriteOutPass()
    {
        if (_options.RingFileSync == RingFileSync.EveryFlush && _passEvents != 0 && _ring.TryWriteOut() is { } problem)
        {
            _pool.ReportRingFile(problem);
        }
    }

    /// <summary>A wait that ends in time for the next look at the file, when events wait in it.</summary>
    private TimeSpan BoundForFile(TimeSpan wait) =>
        _ring.IsShared && (wait == Timeout.InfiniteTimeSpan || wait > FileInterval) ? FileInterval : wait;

    /// <summary>Goes on elsewhere when the ring's file is lost. Nothing is being written at the moment.</summary>
    private void LookAtFile()
    {
        if (!_ring.IsShared || (!_ring.IsLost && _time.GetElapsedTime(_fileSeen) < FileInterval))
        {
            return;
        }

        _fileSeen = _time.GetTimestamp();
        if (_ring.MoveIfLost(_time) is { } move)
        {
            _lane.OnMoved(move);
            Rewind();
            _flushes.Shorten(_ring.Claimed);
            _flushes.Complete(_ring.Confirmed);
            _pool.ReportRingFile(move.Report);
        }
    }

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
