using System.Runtime.CompilerServices;

namespace FastEmit.Diagnostics;

/// <summary>
/// Reports the drops of one reason: the first at once, those that follow together, once an interval. Who drops an event
/// pays one read for it; nothing runs while nothing is dropped.
/// </summary>
/// <remarks>
/// Who drops counts first and then looks whether the timer is armed; the timer is disarmed first and then looks at the
/// count. With a full fence between the two steps on either side, one of them sees the other, so no drop goes unreported.
/// </remarks>
internal sealed class DropWatch
{
    private readonly DropReason _reason;
    private readonly TimeSpan _interval;
    private readonly Func<DropReason, long> _count;
    private readonly Action<DropNotice> _report;
    private readonly ITimer _timer;
    private long _reported;
    private int _isArmed;

    /// <summary>A watch for one reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="interval">The least time between two reports.</param>
    /// <param name="count">All drops so far. Any thread.</param>
    /// <param name="report">Called by the timer, never by two threads at a time; does not throw.</param>
    /// <param name="time">The clock.</param>
    public DropWatch(DropReason reason, TimeSpan interval, Func<DropReason, long> count, Action<DropNotice> report, TimeProvider time)
    {
        _reason = reason;
        _interval = interval;
        _count = count;
        _report = report;
        _timer = time.CreateTimer(static state => ((DropWatch)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>An event was dropped and counted, with a full fence behind the count. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnDropped()
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
        long total = _count(_reason);
        if (total != _reported)
        {
            DropNotice notice = new(_reason, total - _reported, total);
            _reported = total;
            _report(notice);
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
            return;
        }

        Interlocked.Exchange(ref _isArmed, 0);
        if (_count(_reason) != total)
        {
            Arm();
        }
    }
}
