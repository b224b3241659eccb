using FastEmit.FaultProxy;
using FastEmit.Resilience;

namespace FastEmit.Tests.Resilience;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(6);

    private readonly ManualTimeProvider _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(5, Recovery, Probe, _time);

    [Fact]
    public void RecordFailure_FifthInARow_Opens()
    {
        Fail(4);
        Assert.Equal(CircuitState.Closed, _breaker.State);
        Fail(1);
        Assert.Equal(CircuitState.Open, _breaker.State);
        Assert.Equal(5, _breaker.Failures);
        Assert.False(_breaker.TryEnter(out _));
    }

    [Fact]
    public void RecordSuccess_BetweenFailures_StartsTheCountAgain()
    {
        Fail(4);
        _breaker.RecordSuccess(Enter());
        Fail(4);
        Assert.Equal(CircuitState.Closed, _breaker.State);
    }

    [Fact]
    public void RecordFailure_FiveLanesOfOneOutage_CountOnce()
    {
        CircuitTicket[] lanes = [.. Enumerable.Range(0, 5).Select(_ => Enter())];
        foreach (CircuitTicket lane in lanes)
        {
            _breaker.RecordFailure(lane);
        }

        Assert.Equal(1, _breaker.Failures);
    }

    [Fact]
    public void TryEnter_AfterTheBreak_AdmitsExactlyOneOfManyThreads()
    {
        Fail(5);
        _time.Advance(Recovery + TimeSpan.FromMilliseconds(32));
        int admitted = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref admitted, _breaker.TryEnter(out CircuitTicket _) ? 1 : 0));
        Assert.Equal(1, admitted);
        Assert.Equal(CircuitState.HalfOpen, _breaker.State);
    }

    [Fact]
    public void TryEnter_BeforeTheBreakIsOver_Refuses()
    {
        Fail(5);
        _time.Advance(Recovery - TimeSpan.FromMilliseconds(1));
        Assert.False(_breaker.TryEnter(out _));
        Assert.InRange(_breaker.RetryAfter(), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(33));
    }

    [Fact]
    public void RecordSuccess_OfTheProbe_Closes()
    {
        CircuitTicket probe = OpenAndProbe();
        _breaker.RecordSuccess(probe);
        Assert.Equal(CircuitState.Closed, _breaker.State);
        Assert.Equal(0, _breaker.Failures);
    }

    [Fact]
    public void RecordFailure_OfTheProbe_OpensForAnotherBreak()
    {
        _breaker.RecordFailure(OpenAndProbe());
        Assert.Equal(CircuitState.Open, _breaker.State);
        Assert.False(_breaker.TryEnter(out _));
        _time.Advance(Recovery + TimeSpan.FromMilliseconds(32));
        Assert.True(_breaker.TryEnter(out _));
    }

    [Fact]
    public void Abandon_OfTheProbe_IsNotSuccess()
    {
        _breaker.Abandon(OpenAndProbe());
        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public void Abandon_WhileClosed_ChangesNothing()
    {
        _breaker.Abandon(Enter());
        Assert.Equal(CircuitState.Closed, _breaker.State);
        Assert.Equal(0, _breaker.Failures);
    }

    [Fact]
    public void TryEnter_ProbeOverItsDeadline_OpensAgainAndItsLateAnswerChangesNothing()
    {
        CircuitTicket probe = OpenAndProbe();
        _time.Advance(Probe + TimeSpan.FromMilliseconds(32));
        Assert.False(_breaker.TryEnter(out _));
        Assert.Equal(CircuitState.Open, _breaker.State);

        _breaker.RecordSuccess(probe);

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public void RecordSuccess_FromBeforeTheCircuitOpened_ChangesNothing()
    {
        CircuitTicket old = Enter();
        CircuitTicket probe = OpenAndProbe();
        _breaker.RecordSuccess(old);
        Assert.Equal(CircuitState.HalfOpen, _breaker.State);
        _breaker.RecordSuccess(probe);
        Assert.Equal(CircuitState.Closed, _breaker.State);
    }

    [Fact]
    public void Open_ByHand_StaysUntilReset()
    {
        _breaker.Open();
        _time.Advance(TimeSpan.FromDays(365));
        Assert.False(_breaker.TryEnter(out _));
        Assert.Equal(Timeout.InfiniteTimeSpan, _breaker.RetryAfter());

        _breaker.Reset();

        Assert.True(_breaker.TryEnter(out _));
    }

    [Fact]
    public void StateChanged_EachTransition_IsRaisedOnceWithBothStates()
    {
        List<(CircuitState, CircuitState)> changes = [];
        _breaker.StateChanged += change => changes.Add((change.Previous, change.Current));
        _breaker.RecordSuccess(OpenAndProbe());
        Assert.Equal(
            [(CircuitState.Closed, CircuitState.Open), (CircuitState.Open, CircuitState.HalfOpen), (CircuitState.HalfOpen, CircuitState.Closed)],
            changes);
    }

    [Fact]
    public void TryEnter_Closed_AllocatesNothing()
    {
        _breaker.TryEnter(out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _breaker.TryEnter(out CircuitTicket ticket);
            _breaker.RecordSuccess(ticket);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private CircuitTicket Enter()
    {
        Assert.True(_breaker.TryEnter(out CircuitTicket ticket));
        return ticket;
    }

    private void Fail(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _breaker.RecordFailure(Enter());
        }
    }

    private CircuitTicket OpenAndProbe()
    {
        Fail(5);
        _time.Advance(Recovery + TimeSpan.FromMilliseconds(32));
        return Enter();
    }
}
