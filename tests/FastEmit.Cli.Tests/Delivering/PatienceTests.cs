using FastEmit.Cli.Delivering;
using FastEmit.FaultProxy;

namespace FastEmit.Cli.Tests.Delivering;

public sealed class PatienceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _clock = new();
    private readonly Patience _patience;

    public PatienceTests() => _patience = new Patience(Limit, _clock);

    [Fact]
    public void IsExhausted_NothingConfirmedForTheLimit_IsTrueThenAndNotBefore()
    {
        Assert.False(_patience.IsExhausted(0));
        _clock.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.False(_patience.IsExhausted(0));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(_patience.IsExhausted(0));
    }

    [Fact]
    public void IsExhausted_SlowButAlive_StaysFalse()
    {
        for (int confirmed = 0; confirmed < 10; confirmed++)
        {
            Assert.False(_patience.IsExhausted(confirmed));
            _clock.Advance(Limit - TimeSpan.FromTicks(1));
        }
    }

    [Fact]
    public void Renew_AfterAWait_BeginsAnew()
    {
        Assert.False(_patience.IsExhausted(5));
        _clock.Advance(Limit);

        _patience.Renew();

        Assert.False(_patience.IsExhausted(5));
    }
}
