using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Stressing;

/// <summary><c>fastemit stress</c>: emits the reference event as fast as the server accepts it.</summary>
internal sealed class StressCommand : Command
{
    private readonly EmitterOptionSet _emitter = new();

    private readonly Option<int> _events = NumberOption.Required(
        "--events", 1, int.MaxValue, "N", "The number of events to emit, numbered from 0 in duration_ms.");

    private readonly Option<int> _producers = NumberOption.Create("--producers", 1, 64, 1, "P", "Threads that emit.");
    private readonly Option<bool> _json = CommonOptions.Json();

    public StressCommand(Terminal terminal)
        : base("stress", "Emit the reference event as fast as the server accepts it, and measure the cost.")
    {
        _emitter.AddTo(this);
        foreach (Option option in (Option[])[_events, _producers, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) => new StressRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal StressSettings Bind(ParseResult parsed) => new(
        _emitter.Bind(parsed, new HookEmitterOptions()),
        parsed.GetValue(_events),
        parsed.GetValue(_producers),
        _emitter.GetTimeout(parsed),
        parsed.GetValue(_json));
}
