namespace FastEmit.FaultProxy.Tests;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Advance_NoTimers_MovesUtcAndTimestampAlike()
    {
        DateTimeOffset before = _clock.GetUtcNow();
        long timestamp = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(TimeSpan.FromMinutes(3), _clock.GetUtcNow() - before);
        Assert.Equal(TimeSpan.FromMinutes(3), _clock.GetElapsedTime(timestamp));
    }

    [Fact]
    public void Advance_SeveralTimers_FiresThemInOrderAtTheirDueTimes()
    {
        List<(string, double)> fired = [];
        using ITimer late = Create("late", 30);
        using ITimer early = Create("early", 10);
        using ITimer twin = Create("twin", 10);
        using ITimer never = Create("never", 31);

        _clock.Advance(TimeSpan.FromMilliseconds(30));

        Assert.Equal([("early", 10), ("twin", 10), ("late", 30)], fired);
        Assert.Equal(TimeSpan.FromMilliseconds(1), _clock.UntilNextTimer);

        ITimer Create(string name, int dueMs) =>
            _clock.CreateTimer(_ => fired.Add((name, _clock.Elapsed.TotalMilliseconds)), null, TimeSpan.FromMilliseconds(dueMs), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void Advance_PeriodicTimer_FiresOncePerPeriod()
    {
        int fired = 0;
        using ITimer timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(4, fired); // at 1, 3, 5 and 7 s
    }

    [Fact]
    public void Advance_TimerDisposedOrDisarmed_DoesNotFire()
    {
        int fired = 0;
        ITimer disposed = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        using ITimer disarmed = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disarmed.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(0, fired);
        Assert.Equal(0, _clock.ArmedTimers);
        Assert.False(disposed.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void Advance_CallbackArmsATimerWithinTheSpan_FiresItToo()
    {
        List<double> fired = [];
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                fired.Add(_clock.Elapsed.TotalSeconds);
                timer!.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
            },
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(6));
        timer.Dispose();

        Assert.Equal([1, 3, 5], fired);
    }

    [Fact]
    public async Task WaitForTimersAsync_CodeStartsToWait_CompletesThenAndTimeWakesTheCode()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Task waiting = Task.Run(() => Task.Delay(TimeSpan.FromHours(1), _clock, cancellationToken), cancellationToken);

        await _clock.WaitForTimersAsync(1, cancellationToken);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromHours(1));

        await waiting;
    }

    [Fact]
    public async Task Advance_ManyThreads_FiresEachTimerOnce()
    {
        int fired = 0;
        ITimer[] timers = [.. Enumerable.Range(1, 1000).Select(i =>
            _clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMilliseconds(i), Timeout.InfiniteTimeSpan))];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }
        })));

        Assert.Equal(1000, fired);
        Assert.All(timers, static timer => timer.Dispose());
    }
}
