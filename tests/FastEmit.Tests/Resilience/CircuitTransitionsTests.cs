using FastEmit.Resilience;
using static FastEmit.Resilience.CircuitSignal;
using static FastEmit.Resilience.CircuitState;

namespace FastEmit.Tests.Resilience;

public sealed class CircuitTransitionsTests
{
    public static TheoryData<CircuitState, string, CircuitState> Pairs => new()
    {
        { Closed, nameof(TripThresholdReached), Open },
        { Closed, nameof(BreakElapsed), Closed },
        { Closed, nameof(ProbeSucceeded), Closed },
        { Closed, nameof(ProbeFailed), Closed },
        { Closed, nameof(ProbeAbandoned), Closed },
        { Closed, nameof(OpenRequested), Open },
        { Closed, nameof(ResetRequested), Closed },
        { Open, nameof(TripThresholdReached), Open },
        { Open, nameof(BreakElapsed), HalfOpen },
        { Open, nameof(ProbeSucceeded), Open },
        { Open, nameof(ProbeFailed), Open },
        { Open, nameof(ProbeAbandoned), Open },
        { Open, nameof(OpenRequested), Open },
        { Open, nameof(ResetRequested), Closed },
        { HalfOpen, nameof(TripThresholdReached), HalfOpen },
        { HalfOpen, nameof(BreakElapsed), HalfOpen },
        { HalfOpen, nameof(ProbeSucceeded), Closed },
        { HalfOpen, nameof(ProbeFailed), Open },
        { HalfOpen, nameof(ProbeAbandoned), Open },
        { HalfOpen, nameof(OpenRequested), Open },
        { HalfOpen, nameof(ResetRequested), Closed },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_Pair_GivesTheStateOfTheTable(CircuitState state, string signal, CircuitState expected) =>
        Assert.Equal(expected, CircuitTransitions.Next(state, Enum.Parse<CircuitSignal>(signal)));

    [Fact]
    public void Pairs_AreAllThereAre() =>
        Assert.Equal(Enum.GetValues<CircuitState>().Length * Enum.GetValues<CircuitSignal>().Length, Pairs.Count);
}
