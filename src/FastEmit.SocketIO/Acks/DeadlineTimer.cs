using FastEmit.Protocol.Waiting;

namespace FastEmit.SocketIO.Acks;

/// <summary>
/// One timer for many deadlines. It is touched only when a deadline comes before the one that it is set for. Except
/// <see cref="Dispose"/>, its owner's lock guards it.
/// </summary>
internal sealed class DeadlineTimer : IDisposable
{
    /// <summary>A deadline that is further away is looked at again then.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _due = long.MaxValue;

    /// <param name="time">The clock of the deadlines.</param>
    /// <param name="onDue">Called on the timer's thread, without the lock. Under it, it calls <see cref="Reset"/>. It must not throw.</param>
    public DeadlineTimer(TimeProvider time, Action onDue)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Action)state!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock's timestamp.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>The timestamp at which <paramref name="timeout"/> has passed; <see cref="long.MaxValue"/> for never.</summary>
    public long After(TimeSpan timeout) => Durations.After(Now, timeout, _time.TimestampFrequency);

    /// <summary>Makes sure that the timer fires at <paramref name="deadline"/>.</summary>
    public void Watch(long deadline)
    {
        if (deadline >= _due)
        {
            return;
        }

        long now = Now;
        _due = deadline;
        TimeSpan left = deadline <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, deadline);

        // A timer counts whole milliseconds; the one more makes sure that the deadline has come.
        _timer.Change(left < LongestSleep ? left + TimeSpan.FromMilliseconds(deadline <= now ? 0 : 1) : LongestSleep, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The timer has fired: sets it for the next deadline.</summary>
    public void Reset(long next)
    {
        _due = long.MaxValue;
        Watch(next);
    }

    /// <summary>Any thread. A timer that is set afterwards does not fire.</summary>
    public void Dispose() => _timer.Dispose();
}
