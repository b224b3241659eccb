using FastEmit.Diagnostics;
using FastEmit.FaultProxy;

namespace FastEmit.Tests.Diagnostics;

public sealed class DropWatchTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _time = new();
    private readonly List<DropNotice> _notices = [];
    private readonly DropWatch _watch;
    private long _count;

    public DropWatchTests() => _watch = new DropWatch(DropReason.RingFull, Interval, _ => _count, _notices.Add, _time);

    [Fact]
    public void OnDropped_First_IsReportedAtOnce()
    {
        Drop(1);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal([Notice(1, 1)], _notices);
    }

    [Fact]
    public void OnDropped_Storm_IsReportedOnceAnIntervalWithTheCountSinceTheLast()
    {
        Drop(1);
        _time.Advance(TimeSpan.Zero);
        for (int second = 0; second < 30; second++)
        {
            Drop(100);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([Notice(1, 1), Notice(1_000, 1_001), Notice(1_000, 2_001), Notice(1_000, 3_001)], _notices);
    }

    [Fact]
    public void OnDropped_AfterAQuietInterval_IsReportedAtOnceAgain()
    {
        Drop(1);
        _time.Advance(TimeSpan.Zero);
        _time.Advance(Interval);
        _time.Advance(TimeSpan.FromSeconds(1));
        Drop(2);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal([Notice(1, 1), Notice(2, 3)], _notices);
    }

    [Fact]
    public void OnDropped_WhileTheTimerIsBeingDisarmed_IsNotForgotten()
    {
        // The drop falls between the timer's look at the count and its disarming: it finds the timer still armed.
        int looks = 0;
        DropWatch? watch = null;
        watch = new DropWatch(
            DropReason.RingFull,
            Interval,
            _ =>
            {
                long seen = _count;
                if (++looks == 2)
                {
                    _count++;
                    watch!.OnDropped();
                }

                return seen;
            },
            _notices.Add,
            _time);
        _count++;
        watch.OnDropped();
        _time.Advance(TimeSpan.Zero);
        _time.Advance(Interval);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal([Notice(1, 1), Notice(1, 2)], _notices);
    }

    private static DropNotice Notice(long count, long total) => new(DropReason.RingFull, count, total);

    private void Drop(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _count++;
            _watch.OnDropped();
        }
    }
}
