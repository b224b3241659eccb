using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary><c>fastemit stats</c>: what a running agent reports, and what hooks have counted.</summary>
internal sealed class StatsCommand : Command
{
    private readonly Option<string> _ringFile = HookingOptions.RingFile();
    private readonly Option<bool> _json = CommonOptions.Json();

    public StatsCommand(Terminal terminal)
        : base("stats", "What the running agent has delivered, and what hooks have counted. Without an agent: what the files say, and exit code 1.")
    {
        Add(_ringFile);
        Add(_json);
        SetAction((parsed, interrupted) => new StatsRun(terminal, HookPaths.Of(parsed.GetValue(_ringFile)), parsed.GetValue(_json)).RunAsync(interrupted));
    }
}
