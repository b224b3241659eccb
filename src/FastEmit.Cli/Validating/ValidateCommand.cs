using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Validating;

/// <summary><c>fastemit validate</c>: measures the promised behaviour against a live server.</summary>
internal sealed class ValidateCommand : Command
{
    private static readonly string[] Formats = ["text", "json", "markdown"];

    private readonly Option<string> _url = EmitterFlag.Url("The Socket.IO server: an http, https, ws or wss URL. It receives some thousand events.");

    private readonly Option<string> _namespace = DescriptorOption.OfNamespace("--namespace", "The namespace of the events.");
    private readonly Option<string> _event = DescriptorOption.OfName("--event", "The name of the events.");

    private readonly Option<string?> _token = TokenOption.Create();

    private readonly Option<string> _auth = EmitterFlag.Auth();

    private readonly Option<string> _format = new("--format")
    {
        Description = "The report's format: text, json or markdown.",
        HelpName = "FORMAT",
        DefaultValueFactory = static _ => Formats[0],
        CustomParser = static result =>
        {
            string text = result.Tokens[0].Value;
            if (!Formats.Contains(text))
            {
                result.AddError($"--format: '{text}' is not accepted; it takes one of {string.Join(", ", Formats)}.");
            }

            return text;
        },
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public ValidateCommand(Terminal terminal)
        : base("validate", "Measure delivery, order, batching, connection reuse, recovery and the circuit breaker against a live server. Exit code 1 when a check fails.")
    {
        _namespace.DefaultValueFactory = static _ => "/";
        _event.DefaultValueFactory = static _ => "fastemit_validation";
        foreach (Option option in (Option[])[_url, _namespace, _event, _auth, _token, _format, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) => new ValidateRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal ValidateSettings Bind(ParseResult parsed) => new(
        parsed.GetRequiredValue(_url),
        parsed.GetRequiredValue(_namespace),
        parsed.GetRequiredValue(_event),
        TokenOption.AuthOf(parsed.GetValue(_auth), parsed.GetValue(_token)),
        parsed.GetValue(_json) ? "json" : parsed.GetRequiredValue(_format));
}
