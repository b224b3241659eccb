using System.Runtime.CompilerServices;

namespace FastEmit.Diagnostics;

/// <summary>
/// Reports what a counter counts: the first event at once, those that follow together, once an interval. Who counts an event
/// pays one read for it; nothing runs while nothing is counted.
/// </summary>
/// <remarks>
/// Who counts does so first and then looks whether the timer is armed; the timer is disarmed first and then looks at the
/// count. With a full fence between the two steps on either side, one of them sees the other, so no event goes unreported.
/// </remarks>
internal sealed class CountWatch
{
    private readonly TimeSpan _interval;
    private readonly Func<long> _count;
    private readonly Action<long, long> _report;
    private readonly ITimer _timer;
    private long _reported;
    private int _isArmed;

    /// <summary>A watch for one counter, or several in sum.</summary>
    /// <param name="interval">The least time between two reports.</param>
    /// <param name="count">All events so far. Any thread.</param>
    /// <param name="report">Is told how many are new, and how many there are so far. Called by the timer, never by two threads at a time; does not throw.</param>
    /// <param name="time">The clock.</param>
    public CountWatch(TimeSpan interval, Func<long> count, Action<long, long> report, TimeProvider time)
    {
        _interval = interval;
        _count = count;
        _report = report;
        _timer = time.CreateTimer(static state => ((CountWatch)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>An event was counted, with a full fence behind the count. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnCounted()
    {
        if (Volatile.Read(ref _isArmed) == 0)
        {
            Arm();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Arm()
    {
        if (Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        long total = _count();
        if (total != _reported)
        {
            long more = total - _reported;
            _reported = total;
            _report(more, total);
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
            return;
        }

        Interlocked.Exchange(ref _isArmed, 0);
        if (_count() != total)
        {
            Arm();
        }
    }
}
