using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <summary>Logs the losses and faults that hooks count but must not print: lost events, input that is not JSON.</summary>
internal sealed class LossReporter
{
    private static readonly (HookCounter Counter, string Words)[] Reported =
    [
        (HookCounter.InvalidInputs, "hooks got input that is not JSON"),
        (HookCounter.CutInputs, "hooks cut their input, which was too large or took too long"),
        (HookCounter.LostRingFull, "events were lost: the ring was full"),
        (HookCounter.LostRingUnusable, "events were lost: the ring file could not be used"),
        (HookCounter.LostTooLarge, "events were lost: they exceed the ring's limit"),
        (HookCounter.LostFault, "events were lost by a fault in the hook"),
    ];

    private readonly HookPaths _paths;
    private readonly HookState? _state;
    private readonly AgentLog _log;
    private readonly long[] _known = new long[Reported.Length];
    private long _knownElsewhere;

    /// <param name="paths">The files.</param>
    /// <param name="state">The counters, or null.</param>
    /// <param name="log">The log.</param>
    public LossReporter(HookPaths paths, HookState? state, AgentLog log)
    {
        _paths = paths;
        _state = state;
        _log = log;
    }

    /// <summary>Reports the increase of each counter since the last call.</summary>
    public void Report()
    {
        for (int i = 0; _state is not null && i < Reported.Length; i++)
        {
            Report(ref _known[i], _state.Read(Reported[i].Counter), Reported[i].Words);
        }

        Report(ref _knownElsewhere, LossLog.ReadUncounted(_paths), "events were lost, and the state file could not be used");
    }

    private void Report(ref long known, long count, string words)
    {
        if (count != known)
        {
            _log.Write(LogLevel.Warning, $"{count - known} {words} ({count} in all)");
            known = count;
        }
    }
}
