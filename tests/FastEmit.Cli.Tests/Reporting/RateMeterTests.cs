using FastEmit.Cli.Reporting;
using FastEmit.FaultProxy;

namespace FastEmit.Cli.Tests.Reporting;

public sealed class RateMeterTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Read_NoTimePassed_IsZero() => Assert.Equal(0, new RateMeter(_clock).Read(1000));

    [Fact]
    public void Read_SteadyGrowth_IsTheRate()
    {
        var meter = new RateMeter(_clock);
        for (int i = 1; i <= 20; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            Assert.Equal(1000, meter.Read(i * 250));
        }
    }

    [Fact]
    public void Read_GrowthStopped_FallsToZeroWithinASecondOrSo()
    {
        var meter = new RateMeter(_clock);
        meter.Read(0);
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(meter.Read(1000) > 0);
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            meter.Read(1000);
        }

        Assert.Equal(0, meter.Read(1000));
    }
}
