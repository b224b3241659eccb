namespace FastEmit.FaultProxy;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>, which owns the two ordering fields and guards them by its lock.</summary>
internal sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
{
    private long _periodTicks;
    private volatile bool _isDisposed;

    /// <summary>When it fires, on the clock's scale.</summary>
    public long DueTicks { get; set; }

    /// <summary>Counts armings, so that timers due at the same instant fire in the order in which they were armed.</summary>
    public long Arming { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed)
        {
            return false;
        }

        Interlocked.Exchange(ref _periodTicks, period.Ticks);
        clock.Arm(this, dueTime);
        return true;
    }

    public void Fire()
    {
        if (_isDisposed)
        {
            return;
        }

        long period = Interlocked.Read(ref _periodTicks);
        if (period > 0)
        {
            clock.Arm(this, new TimeSpan(period));
        }

        callback(state);
    }

    public void Dispose()
    {
        _isDisposed = true;
        clock.Arm(this, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
