using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Demonstrating;

/// <summary><c>fastemit demo</c>: emitter, collector and dashboard in one process.</summary>
internal sealed class DemoCommand : Command
{
    private const double DefaultSpeed = 600;

    private readonly Option<double> _seconds = NumberOption.Create("--seconds", 0.1, 86_400, 10, "N", "The time that events flow, in seconds.");
    private readonly Option<int> _rate = NumberOption.Create("--rate", 1, 10_000_000, 10_000, "N", "Events per second.");
    private readonly Option<bool> _day = new("--day") { Description = "Play a made-up day of 200 agent sessions instead: subagents, failures, permissions, compactions, costs." };

    private readonly Option<double> _speed = NumberOption.Create(
        "--speed", 1.0, 1_000_000_000.0, DefaultSpeed, "N", "With --day: seconds of the day per second. 600 takes about a minute.");

    private readonly Option<string> _data = new("--data") { Description = "Store the events in SQLite files in this folder.", HelpName = "DIR" };
    private readonly Option<bool> _keepOpen = new("--keep-open") { Description = "Keep the dashboard reachable after the last event, until Ctrl-C." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public DemoCommand(Terminal terminal)
        : base("demo", "Run realistic agent-hook events through five connections into an embedded collector, and compare the counts.")
    {
        foreach (Option option in (Option[])[_seconds, _rate, _day, _speed, _data, _keepOpen, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) => new DemoRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    /// <exception cref="UsageException">Two options exclude each other.</exception>
    internal DemoSettings Bind(ParseResult parsed)
    {
        bool isDay = parsed.GetValue(_day);
        foreach (Option option in isDay ? (Option[])[_seconds, _rate] : [_speed])
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new UsageException(isDay ? $"--day takes --speed, not {option.Name}." : "--speed is for --day.");
            }
        }

        return new DemoSettings(
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            parsed.GetValue(_rate),
            isDay ? parsed.GetValue(_speed) : null,
            parsed.GetValue(_data),
            parsed.GetValue(_keepOpen),
            parsed.GetValue(_json));
    }
}
