using FastEmit.Protocol.Waiting;

namespace FastEmit.Protocol.Tests.Waiting;

public sealed class DurationsTests
{
    [Fact]
    public void After_Infinite_IsNever() => Assert.Equal(long.MaxValue, Durations.After(5, Timeout.InfiniteTimeSpan, 10_000_000));

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000_000)]
    [InlineData(1_000_000_000)]
    public void After_LongestThereIs_IsAsFarAsTimestampsGo(long frequency) =>
        Assert.InRange(Durations.After(long.MaxValue / 2, TimeSpan.MaxValue, frequency), (long.MaxValue / 2) + 1, long.MaxValue);

    [Fact]
    public void After_SixtyDays_IsSixtyDaysLater() =>
        Assert.Equal(7 + (60L * 86_400 * 1_000_000_000), Durations.After(7, TimeSpan.FromDays(60), 1_000_000_000));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-100_000_000)]
    public void ThrowIfNoBound_ZeroOrNegative_NamesWhatIsAccepted(long ticks)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => Durations.ThrowIfNoBound(new TimeSpan(ticks), "timeout"));

        Assert.Equal("timeout", exception.ParamName);
        Assert.Contains("more than zero, or infinite", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForTimer_AnyDuration_IsOneThatATimerTakes()
    {
        foreach (TimeSpan duration in new[] { TimeSpan.MaxValue, TimeSpan.FromDays(60), Durations.LongestTimer, TimeSpan.Zero, Timeout.InfiniteTimeSpan })
        {
            using Timer timer = new(static _ => { }, null, Durations.ForTimer(duration), Timeout.InfiniteTimeSpan);
        }

        Assert.Equal(Timeout.InfiniteTimeSpan, Durations.ForTimer(Timeout.InfiniteTimeSpan));
        Assert.Equal(TimeSpan.FromDays(1), Durations.ForTimer(TimeSpan.FromDays(1)));
    }
}
