using System.CommandLine;
using System.Globalization;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary><c>fastemit agent</c>: the long-lived process that ships the events of hooks.</summary>
internal sealed class AgentCommand : Command
{
    /// <summary>The environment variable for <c>--idle-exit</c> when a hook starts the agent.</summary>
    private const string IdleExitVariable = "FASTEMIT_IDLE_EXIT";

    private readonly Option<string> _ringFile = HookingOptions.RingFile();
    private readonly Option<string> _url = HookingOptions.Url();
    private readonly Option<string> _token = HookingOptions.Token();
    private readonly Option<bool> _transcriptText = new("--transcript-text") { Description = "Include the text of messages in the events about their tokens." };

    private readonly Option<double> _idleExit = NumberOption.Create(
        "--idle-exit", 0.01, 1_000_000, DefaultIdleExit(), "MINUTES",
        $"End after this time without events; the next hook starts the agent again. Default: ${IdleExitVariable}, or 30.");

    private readonly Option<bool> _stop = new("--stop") { Description = "Stop the running agent after a flush." };
    private readonly Option<int?> _inheritedLock = new(AgentStarter.InheritedOption) { Hidden = true };
    private readonly Option<bool> _json = CommonOptions.Json();

    public AgentCommand(Terminal terminal)
        : base("agent", "Own the hooks' ring file and ship its events. Each user has one agent; hooks start it. Ctrl-C flushes and ends it.")
    {
        foreach (Option option in (Option[])[_ringFile, _url, _token, _transcriptText, _idleExit, _stop, _inheritedLock, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) =>
        {
            var run = new AgentRun(terminal, Bind(parsed, terminal), parsed.GetValue(_json));
            return parsed.GetValue(_stop) ? run.StopAsync(interrupted) : run.RunAsync(interrupted);
        });
    }

    private static double DefaultIdleExit() =>
        double.TryParse(Environment.GetEnvironmentVariable(IdleExitVariable), CultureInfo.InvariantCulture, out double minutes) && minutes is >= 0.01 and <= 1_000_000
            ? minutes
            : 30;

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal AgentOptions Bind(ParseResult parsed, Terminal terminal) => new()
    {
        Paths = HookPaths.Of(parsed.GetValue(_ringFile)),
        Url = parsed.GetValue(_url),
        Token = parsed.GetValue(_token),
        WithTranscriptText = parsed.GetValue(_transcriptText),
        IdleExit = TimeSpan.FromMinutes(parsed.GetValue(_idleExit)),
        InheritedLock = parsed.GetValue(_inheritedLock),
        TimeProvider = terminal.Time,
    };
}
