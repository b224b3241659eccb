namespace FastEmit.Diagnostics;

/// <summary>
/// Turns the crossings of single lanes into those of the emitter, and reports each of them once, in order, on the
/// thread pool: up when the first lane is high, down when none is any more.
/// </summary>
internal sealed class FillReporter(Action<bool> report) : IThreadPoolWorkItem
{
    private int _highLanes;
    private long _crossings;
    private long _reported;
    private int _isScheduled;

    /// <summary>A lane rose above its high water. Any thread.</summary>
    public void OnRise()
    {
        if (Interlocked.Increment(ref _highLanes) == 1)
        {
            Cross();
        }
    }

    /// <summary>A lane that was high is at its low water. Any thread.</summary>
    public void OnFall()
    {
        if (Interlocked.Decrement(ref _highLanes) == 0)
        {
            Cross();
        }
    }

    /// <summary>Runs on one thread at a time: who is scheduled stays so until everything is reported.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            while (_reported != Volatile.Read(ref _crossings))
            {
                _reported++;
                report((_reported & 1) == 1); // They alternate, and the first one is up.
            }

            Interlocked.Exchange(ref _isScheduled, 0);
        }
        while (_reported != Volatile.Read(ref _crossings) && Interlocked.Exchange(ref _isScheduled, 1) == 0);
    }

    private void Cross()
    {
        Interlocked.Increment(ref _crossings);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
