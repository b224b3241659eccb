namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>A timer of <see cref="IoTimers"/>, which guards its fields. One shot at a time: none of ours repeats.</summary>
internal sealed class IoTimer : ITimer
{
    private readonly IoTimers _timers;
    private readonly TimerCallback _callback;
    private readonly object? _state;

    public IoTimer(IoTimers timers, TimerCallback callback, object? state)
    {
        _timers = timers;
        _callback = callback;
        _state = state;
        timers.Add(this);
    }

    /// <summary>When it fires, as a timestamp of the clock; <see cref="long.MaxValue"/> for never.</summary>
    public long Due { get; set; } = long.MaxValue;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            throw new NotSupportedException("A timer of the I/O thread does not repeat.");
        }

        return _timers.Change(this, dueTime);
    }

    public void Fire() => _callback(_state);

    public void Dispose() => _timers.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}

/// <summary>The system's clock, whose timers fire on a thread of ours: their callbacks must be ours, too.</summary>
internal sealed class IoTime(IoTimers timers) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        IoTimer timer = new(timers, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
