namespace FastEmit.FaultProxy;

/// <summary>
/// A clock that stands still until a test advances it. Timers fire on the advancing thread, in the order of their due
/// times, each at exactly its due time. All members may be used from any thread.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private readonly DateTimeOffset _start;
    private long _ticks;
    private long _armings;

    /// <summary>Creates a clock that stands at 2026-01-01T00:00Z.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Creates a clock that stands at <paramref name="start"/>.</summary>
    public ManualTimeProvider(DateTimeOffset start) => _start = start;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time advanced since the clock was created.</summary>
    public TimeSpan Elapsed => new(Interlocked.Read(ref _ticks));

    /// <summary>Timers that will fire when the clock is advanced far enough.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>How far the clock has to be advanced until the next timer fires; null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock)
            {
                return Earliest() is { } timer ? new TimeSpan(timer.DueTicks - _ticks) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what becomes due, also timers that callbacks arm on the way.</summary>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long target = Interlocked.Read(ref _ticks) + time.Ticks;
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>
    /// Completes as soon as at least <paramref name="count"/> timers are armed: the code under test has come to the point
    /// where it waits for time.
    /// </summary>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_armed.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            if (dueTime < TimeSpan.Zero) // Timeout.InfiniteTimeSpan
            {
                return;
            }

            timer.DueTicks = _ticks + dueTime.Ticks;
            timer.Arming = ++_armings;
            _armed.Add(timer);
            for (int i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_armed.Count >= _waiters[i].Count)
                {
                    _waiters[i].Reached.TrySetResult();
                    _waiters.RemoveAt(i);
                }
            }
        }
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_lock)
        {
            ManualTimer? timer = Earliest();
            if (timer is null || timer.DueTicks > target)
            {
                // Another thread may have advanced further meanwhile; the clock never runs backwards.
                Interlocked.Exchange(ref _ticks, Math.Max(_ticks, target));
                return null;
            }

            Interlocked.Exchange(ref _ticks, Math.Max(_ticks, timer.DueTicks));
            _armed.Remove(timer);
            return timer;
        }
    }

    private ManualTimer? Earliest() => _armed.MinBy(static timer => (timer.DueTicks, timer.Arming));
}
