using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Collecting;

/// <summary><c>fastemit collect</c>: the embedded server, in the foreground.</summary>
internal sealed class CollectCommand : Command
{
    private const int DefaultPort = 8765;

    private readonly Option<int> _port = NumberOption.Create(
        "--port", 0, 65_535, DefaultPort, "PORT", "The port to listen on, on the loopback interface; 0 takes any that is free.");

    private readonly Option<bool> _json = CommonOptions.Json();

    public CollectCommand(Terminal terminal)
        : base("collect", "Receive, count and show events until Ctrl-C.")
    {
        Add(_port);
        Add(_json);
        NotYetAvailable.AddTo(this);
        SetAction((parsed, interrupted) => new CollectRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal CollectSettings Bind(ParseResult parsed) => new(parsed.GetValue(_port), parsed.GetValue(_json));
}
