using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Native;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// The hooks over HTTP and the token events, which the agent itself appends to the ring file: one at a time, in the same way as a hook's
/// own process. Any thread.
/// </summary>
/// <param name="paths">The files.</param>
/// <param name="state">The hooks' state, or null.</param>
/// <param name="time">The clock.</param>
internal sealed class AgentSpool(HookPaths paths, HookState? state, TimeProvider time)
{
    private readonly Lock _recording = new();
    private HookSpool? _spool;
    private ulong _inode;

    /// <summary>Records a hook.</summary>
    /// <param name="agent">The agent program.</param>
    /// <param name="event">The hook's name, or null if the body has it.</param>
    /// <param name="body">The hook's input.</param>
    /// <returns>Whether the event is in the ring.</returns>
    public bool Record(string agent, string? @event, StandardInput body)
    {
        List<string> arguments = ["--agent", agent];
        if (@event is not null)
        {
            arguments.AddRange(["--event", @event]);
        }

        HookOptions options = HookOptions.Parse([.. arguments]);
        lock (_recording)
        {
            return new HookRecorder(paths, options, state, Open(), time).Record(body);
        }
    }

    /// <summary>Appends an event.</summary>
    /// <returns>Whether it is in the ring, or too large for any ring.</returns>
    public bool Append(AgentHookEvent @event)
    {
        lock (_recording)
        {
            return Open()?.Append(@event) is SpoolResult.Appended or SpoolResult.TooLarge;
        }
    }

    /// <summary>The current ring file: a removed file, or one set aside, accepts no more events. Under the recording lock.</summary>
    private HookSpool? Open()
    {
        if (_spool is null || InodeOf(paths.Ring) != _inode)
        {
            _spool = HookSpool.TryOpen(paths.Ring, [], time);
            _inode = InodeOf(paths.Ring);
        }

        return _spool;
    }

    private static ulong InodeOf(string path) => SystemCalls.TryStat(path, followsLink: true, out FileStatus status) ? status.Inode : 0;
}
