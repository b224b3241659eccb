using FastEmit.Hooks.State;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// What hooks do while the agent runs: the events in their ring file, and what their state file counts. The agent's loop calls it; only the
/// properties are for any thread.
/// </summary>
internal sealed class HookWatch : IDisposable
{
    private readonly AgentOptions _options;
    private readonly AgentLog _log;
    private readonly LossReporter _losses;
    private RingWatch? _ring;

    /// <summary>Opens the state file. A bad one is set aside.</summary>
    public HookWatch(AgentOptions options, AgentLog log)
    {
        _options = options;
        _log = log;
        if (HookState.SetAsideIfBad(options.Paths.State, options.TimeProvider) is { } aside)
        {
            log.Write(LogLevel.Warning, $"the state file could not be used and is kept as '{aside}'");
        }

        State = HookState.TryOpen(options.Paths.State, options.TimeProvider);
        _losses = new LossReporter(options.Paths, State, log);
    }

    /// <summary>The hooks' state; null when it cannot be used.</summary>
    public HookState? State { get; }

    /// <summary>End of the last append.</summary>
    public long Claimed => _ring?.Claimed ?? 0;

    /// <summary>Bytes of the ring that are not confirmed.</summary>
    public long PendingBytes => _ring?.PendingBytes ?? 0;

    /// <summary>Turns to the current ring file.</summary>
    /// <exception cref="RingFileException">It cannot be used.</exception>
    public void Open()
    {
        _ring = RingWatch.Open(_options.Paths, _options.IdleExit, _options.TimeProvider);
        Tell(_ring.SetAside);
    }

    /// <summary>Reports a problem of the ring file, if there is one.</summary>
    public void Tell(RingFileException? problem)
    {
        if (problem is not null)
        {
            _log.Report(LogLevel.Error, problem.Message);
        }
    }

    /// <summary>Reports what was lost since the last call. True when nothing was appended or confirmed for the agent's idle time.</summary>
    /// <exception cref="RingFileException">A new ring file cannot be used.</exception>
    public bool IsIdle()
    {
        _losses.Report();
        return _ring!.IsIdle();
    }

    /// <inheritdoc/>
    public void Dispose() => State?.Dispose();
}
