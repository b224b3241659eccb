namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>
/// The timers of a thread: few, so they are looked through when the earliest is due, and not before. Setting one costs a lock and a clock.
/// </summary>
/// <remarks>The lock is never held while a timer fires.</remarks>
internal sealed class IoTimers(IoThread thread)
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly double TicksPerMillisecond = Clock.TimestampFrequency / 1000.0;

    private readonly Lock _lock = new();
    private readonly HashSet<IoTimer> _timers = [];
    private readonly List<IoTimer> _due = [];

    /// <summary>No timer is due before this; it may be earlier than the earliest.</summary>
    private long _nextDue = long.MaxValue;

    public void Add(IoTimer timer)
    {
        lock (_lock)
        {
            _timers.Add(timer);
        }
    }

    public void Remove(IoTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Due = long.MaxValue;
        }
    }

    /// <summary>Sets when a timer fires. Any thread. False when it is disposed.</summary>
    public bool Change(IoTimer timer, TimeSpan dueTime)
    {
        long due = dueTime == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : Clock.GetTimestamp() + (long)Math.Min(dueTime.TotalMilliseconds * TicksPerMillisecond, long.MaxValue / 2.0);
        lock (_lock)
        {
            if (!_timers.Contains(timer))
            {
                return false;
            }

            timer.Due = due;
            if (due >= _nextDue)
            {
                return true;
            }

            Volatile.Write(ref _nextDue, due);
        }

        if (!thread.IsCurrent)
        {
            thread.Wake();
        }

        return true;
    }

    /// <summary>How long the thread may sleep, rounded up; -1 for as long as it likes.</summary>
    public int MillisecondsLeft()
    {
        long due = Volatile.Read(ref _nextDue);
        return due == long.MaxValue
            ? -1
            : (int)Math.Clamp(Math.Ceiling((due - Clock.GetTimestamp()) / TicksPerMillisecond), 0, int.MaxValue);
    }

    /// <summary>Fires what is due. On the thread only.</summary>
    public void Run()
    {
        if (Volatile.Read(ref _nextDue) == long.MaxValue || Clock.GetTimestamp() < Volatile.Read(ref _nextDue))
        {
            return;
        }

        lock (_lock)
        {
            long now = Clock.GetTimestamp();
            long next = long.MaxValue;
            foreach (IoTimer timer in _timers)
            {
                if (timer.Due <= now)
                {
                    timer.Due = long.MaxValue;
                    _due.Add(timer);
                }

                next = Math.Min(next, timer.Due);
            }

            Volatile.Write(ref _nextDue, next);
        }

        foreach (IoTimer timer in _due)
        {
            IoThread.RunGuarded(static due => due.Fire(), timer);
        }

        _due.Clear();
    }
}
