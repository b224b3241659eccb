using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary><c>fastemit stats</c>: the report of a running agent, and the counters of hooks.</summary>
internal sealed class StatsCommand : Command
{
    private readonly Option<string> _ringFile = HookingOptions.RingFile();
    private readonly Option<bool> _json = CommonOptions.Json();

    public StatsCommand(Terminal terminal)
        : base("stats", "Show the delivery of the running agent and the counters of hooks. Without an agent: the figures of the files, and exit code 1.")
    {
        Add(_ringFile);
        Add(_json);
        SetAction((parsed, interrupted) => new StatsRun(terminal, HookPaths.Of(parsed.GetValue(_ringFile)), parsed.GetValue(_json)).RunAsync(interrupted));
    }
}
