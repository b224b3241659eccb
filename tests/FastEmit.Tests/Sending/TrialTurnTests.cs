using FastEmit.Buffers;
using FastEmit.Lanes;
using FastEmit.Sending;

namespace FastEmit.Tests.Sending;

public sealed class TrialTurnTests : IDisposable
{
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, 2).Select(static _ => new Lane(new HookEmitterOptions(), new EventRing(RingMemory.OnHeap(RingLayout.MinCapacity))))];
    private readonly PassClock _clock = new(TimeSpan.TicksPerSecond) { Now = 1 };
    private readonly TrialTurn _turn;

    public TrialTurnTests() => _turn = new TrialTurn(_lanes);

    public void Dispose() => Array.ForEach(_lanes, static lane => lane.Dispose());

    [Fact]
    public void TryTake_TurnOfAnother_WaitsForItsRest()
    {
        Assert.True(_turn.TryTake(_lanes[0], _clock, out _));
        Pass(TimeSpan.FromSeconds(0.5));
        Assert.False(_turn.TryTake(_lanes[1], _clock, out TimeSpan wait));
        Assert.Equal(TrialTurn.Longest - TimeSpan.FromSeconds(0.5), wait);
        Assert.True(_turn.IsOthers(_lanes[1], _clock, out TimeSpan left));
        Assert.Equal(wait, left);
        Assert.False(_turn.IsOthers(_lanes[0], _clock, out _));
    }

    [Fact]
    public void TryTake_OthersHaveEventsOnTheWay_HoldsTheTurnAndIsFalse()
    {
        _lanes[1].Counters.Unconfirmed = 1;
        Assert.False(_turn.TryTake(_lanes[0], _clock, out TimeSpan wait));
        Assert.Equal(TrialTurn.Longest, wait);
        Assert.True(_turn.IsOthers(_lanes[1], _clock, out _));
        _lanes[1].Counters.Unconfirmed = 0;
        Assert.True(_turn.TryTake(_lanes[0], _clock, out _));
    }

    [Fact]
    public void TryTake_TrialThatTookTooLong_IsReplaced()
    {
        Assert.True(_turn.TryTake(_lanes[0], _clock, out _));
        Pass(TrialTurn.Longest);
        Assert.False(_turn.IsOthers(_lanes[1], _clock, out _));
        Assert.True(_turn.TryTake(_lanes[1], _clock, out _));
        _turn.Return(_lanes[0], _clock, isLost: true);
        Assert.True(_turn.IsOthers(_lanes[0], _clock, out _));
        Assert.Equal(0, _turn.Losses);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Return_Trial_DisturbsOthersForAWhileWhenItEndedAConnection(bool isLost, bool isDisturbed)
    {
        Assert.True(_turn.TryTake(_lanes[0], _clock, out _));
        Assert.True(_turn.IsDisturbed(_clock));
        _turn.Return(_lanes[0], _clock, isLost);
        Assert.False(_turn.IsOthers(_lanes[1], _clock, out _));
        Assert.Equal(isDisturbed, _turn.IsDisturbed(_clock));
        Assert.Equal(isLost ? 1 : 0, _turn.Losses);
        Pass(TimeSpan.FromSeconds(1));
        Assert.False(_turn.IsDisturbed(_clock));
    }

    [Fact]
    public async Task TryTake_ManyThreads_OneHasIt()
    {
        const int Rounds = 2_000;
        int inside = 0;
        int most = 0;
        await Task.WhenAll(_lanes.Select(lane => Task.Run(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                if (_turn.TryTake(lane, _clock, out _))
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                    _turn.Return(lane, _clock, isLost: true);
                }
            }
        })));
        Assert.Equal(1, most);
        Assert.InRange(_turn.Losses, 1, 2 * Rounds);
        Assert.False(_turn.IsOthers(_lanes[0], _clock, out _) || _turn.IsOthers(_lanes[1], _clock, out _));
    }

    private void Pass(TimeSpan time) => _clock.Now += time.Ticks;
}
