using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Demonstrating;

/// <summary><c>fastemit demo</c>: everything in one process, to be watched.</summary>
internal sealed class DemoCommand : Command
{
    private readonly Option<double> _seconds = NumberOption.Create("--seconds", 0.1, 86_400, 10, "N", "How long events flow.");
    private readonly Option<int> _rate = NumberOption.Create("--rate", 1, 10_000_000, 10_000, "N", "Events per second.");
    private readonly Option<bool> _keepOpen = new("--keep-open") { Description = "Keep the dashboard reachable after the last event, until Ctrl-C." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public DemoCommand(Terminal terminal)
        : base("demo", "Run realistic agent-hook events through five connections into an embedded collector, and compare the counts.")
    {
        foreach (Option option in (Option[])[_seconds, _rate, _keepOpen, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) => new DemoRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal DemoSettings Bind(ParseResult parsed) =>
        new(TimeSpan.FromSeconds(parsed.GetValue(_seconds)), parsed.GetValue(_rate), parsed.GetValue(_keepOpen), parsed.GetValue(_json));
}
