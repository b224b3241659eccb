namespace FastEmit.Cli.Demonstrating;

/// <summary>Several agents that work side by side, at a given rate of events in sum. For one thread.</summary>
internal sealed class SimulatedAgents
{
    /// <summary>Enough sessions for five lanes: one lane stays empty in one of 1,500 choices of ids, and the seeds are fixed.</summary>
    public const int Count = 40;

    private readonly SimulatedSession[] _sessions = [.. Enumerable.Range(1, Count).Select(static seed => new SimulatedSession(seed))];
    private int _turn;

    /// <summary>Events emitted so far.</summary>
    public long Emitted { get; private set; }

    /// <summary>Lets the next session emit its next event.</summary>
    public void EmitNext(HookEmitter emitter)
    {
        _ = _sessions[_turn].EmitNext(emitter); // a refusal is in the emitter's counters
        _turn = (_turn + 1) % Count;
        Emitted++;
    }
}
