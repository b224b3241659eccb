namespace FastEmit.Buffers;

/// <summary>Has an emitter's ring files written to the disk every so often (<see cref="Options.RingOptions.Sync"/>).</summary>
/// <remarks>On the thread pool; waits for the disk there. Appends and sending go on meanwhile.</remarks>
internal sealed class RingWriteOut : IDisposable
{
    private readonly IReadOnlyList<EventRing> _rings;
    private readonly Action<RingFileException> _failed;
    private readonly ITimer _timer;
    private int _isWriting;

    /// <param name="rings">The rings.</param>
    /// <param name="interval">How often to look for changes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Gets what the disk did not take. Any thread.</param>
    public RingWriteOut(IReadOnlyList<EventRing> rings, TimeSpan interval, TimeProvider time, Action<RingFileException> failed)
    {
        _rings = rings;
        _failed = failed;
        _timer = time.CreateTimer(static self => ((RingWriteOut)self!).OnDue(), this, interval, interval);
    }

    /// <summary>Writes out what all rings hold now.</summary>
    public void WriteOut()
    {
        foreach (EventRing ring in _rings)
        {
            if (ring.TryWriteOut() is { } problem)
            {
                _failed(problem);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnDue()
    {
        // One at a time: a slow disk does not get the next one on top.
        if (Interlocked.Exchange(ref _isWriting, 1) != 0)
        {
            return;
        }

        foreach (EventRing ring in _rings)
        {
            if (ring.HasChanged() && ring.TryWriteOut() is { } problem)
            {
                _failed(problem);
            }
        }

        Volatile.Write(ref _isWriting, 0);
    }
}
