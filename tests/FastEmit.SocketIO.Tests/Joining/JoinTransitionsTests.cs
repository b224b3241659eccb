using FastEmit.SocketIO.Joining;
using static FastEmit.SocketIO.Joining.JoinSignal;
using static FastEmit.SocketIO.Joining.JoinState;

namespace FastEmit.SocketIO.Tests.Joining;

public sealed class JoinTransitionsTests
{
    /// <summary>A row a state: what follows each signal, in their order.</summary>
    private static readonly Dictionary<JoinState, JoinState[]> Rows = new()
    {
        //              ConnectCalled DisconnectCalled ConnectSent Granted Refused ServerDisconnected SessionEnded GaveUp
        [Left] = [Wanted, Left, Left, Left, Left, Left, Left, Left],
        [Wanted] = [Wanted, Left, Asked, Joined, Left, Wanted, Wanted, Left],
        [Asked] = [Asked, Abandoned, Asked, Joined, Left, Asked, Wanted, Asked],
        [Abandoned] = [Superseded, Abandoned, Abandoned, Left, Left, Abandoned, Left, Abandoned],
        [Superseded] = [Superseded, Abandoned, Superseded, Joined, Wanted, Superseded, Wanted, Superseded],
        [Joined] = [Joined, Left, Joined, Joined, Left, Left, Wanted, Joined],
    };

    public static TheoryData<string, string> Pairs => new(
        from state in Enum.GetNames<JoinState>()
        from signal in Enum.GetNames<JoinSignal>()
        select (state, signal));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_Pair_GivesTheStateOfTheTable(string state, string signal)
    {
        (JoinState before, JoinSignal occurred) = Read(state, signal);

        Assert.Equal(Rows[before][(int)occurred], JoinTransitions.Next(before, occurred));
    }

    /// <summary>What a server closes the connection for: a second CONNECT before the answer to the first.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_AnswerIsOwed_StaysOwedUntilAnAnswerOrTheSessionsEnd(string state, string signal)
    {
        (JoinState before, JoinSignal occurred) = Read(state, signal);
        JoinState after = JoinTransitions.Next(before, occurred);
        bool isAnswered = occurred is Granted or Refused or SessionEnded;

        Assert.Equal(!isAnswered && (JoinTransitions.IsUnanswered(before) || after == Asked), JoinTransitions.IsUnanswered(after));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_Pair_OnlyTheUserMakesASocketActive(string state, string signal)
    {
        (JoinState before, JoinSignal occurred) = Read(state, signal);
        bool after = JoinTransitions.IsActive(JoinTransitions.Next(before, occurred));

        Assert.Equal(
            occurred switch
            {
                ConnectCalled => true,
                DisconnectCalled => false,
                ConnectSent or Granted or SessionEnded => JoinTransitions.IsActive(before),
                _ => after && JoinTransitions.IsActive(before),
            },
            after);
    }

    private static (JoinState State, JoinSignal Signal) Read(string state, string signal) =>
        (Enum.Parse<JoinState>(state), Enum.Parse<JoinSignal>(signal));
}
