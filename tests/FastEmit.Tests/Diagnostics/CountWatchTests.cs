using FastEmit.Diagnostics;
using FastEmit.FaultProxy;

namespace FastEmit.Tests.Diagnostics;

public sealed class CountWatchTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _time = new();
    private readonly List<(long, long)> _notices = [];
    private readonly CountWatch _watch;
    private long _count;

    public CountWatchTests() => _watch = new CountWatch(Interval, () => _count, Note, _time);

    [Fact]
    public void OnCounted_First_IsReportedAtOnce()
    {
        Count(1);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal([(1, 1)], _notices);
    }

    [Fact]
    public void OnCounted_Storm_IsReportedOnceAnIntervalWithTheCountSinceTheLast()
    {
        Count(1);
        _time.Advance(TimeSpan.Zero);
        for (int second = 0; second < 30; second++)
        {
            Count(100);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([(1, 1), (1_000, 1_001), (1_000, 2_001), (1_000, 3_001)], _notices);
    }

    [Fact]
    public void OnCounted_AfterAQuietInterval_IsReportedAtOnceAgain()
    {
        Count(1);
        _time.Advance(TimeSpan.Zero);
        _time.Advance(Interval);
        _time.Advance(TimeSpan.FromSeconds(1));
        Count(2);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal([(1, 1), (2, 3)], _notices);
    }

    [Fact]
    public void OnCounted_WhileTheTimerIsBeingDisarmed_IsNotForgotten()
    {
        // The drop falls between the timer's look at the count and its disarming: it finds the timer still armed.
        int looks = 0;
        CountWatch? watch = null;
        watch = new CountWatch(
            Interval,
            () =>
            {
                long seen = _count;
                if (++looks == 2)
                {
                    _count++;
                    watch!.OnCounted();
                }

                return seen;
            },
            Note,
            _time);
        _count++;
        watch.OnCounted();
        _time.Advance(TimeSpan.Zero);
        _time.Advance(Interval);
        _time.Advance(TimeSpan.Zero);
        Assert.Equal([(1, 1), (1, 2)], _notices);
    }

    private void Note(long more, long total) => _notices.Add((more, total));

    private void Count(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _count++;
            _watch.OnCounted();
        }
    }
}
