using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Collecting;

/// <summary><c>fastemit collect</c>: the embedded server, in the foreground.</summary>
internal sealed class CollectCommand : Command
{
    private readonly ListenOptions _listen = new();
    private readonly StoreOptions _store = new();

    private readonly Option<string[]> _origins = new("--allow-origin")
    {
        Description = "Allow pages of this origin to use the collector, such as http://localhost:3000; * for any; may be given several times.",
        HelpName = "ORIGIN",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string[]> _envelopes = new("--envelope")
    {
        Description = "Split array events of this name, which emitters with the same option send; may be given several times.",
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<int> _maxPayload = NumberOption.Create(
        "--max-payload", 64, 1_000_000_000, 1_000_000, "BYTES", "The largest WebSocket message, and the largest body of a request.");

    private readonly Option<double> _pingInterval = NumberOption.Create(
        "--ping-interval", 0.001, 86_400.0, 25.0, "SECONDS", "The time between an answered heartbeat and the next one.");

    private readonly Option<double> _pingTimeout = NumberOption.Create(
        "--ping-timeout", 0.001, 86_400.0, 20.0, "SECONDS", "The time limit for a client's answer to a heartbeat.");

    private readonly Option<string> _alerts = new("--alerts")
    {
        Description = "Read the alert rules from this JSON file, and save the dashboard's changes there.",
        HelpName = "FILE",
    };

    private readonly OtlpOptions _otlp = new();

    private readonly Option<string> _log = new("--log")
    {
        Description = "Write a line for each connection, refusal and fault to this file, which becomes FILE.1 at 16 MiB; - for standard error.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public CollectCommand(Terminal terminal)
        : base("collect", "Receive, store and show events until Ctrl-C.")
    {
        foreach (Option option in (Option[])[.. _listen.All, .. _store.All, _origins, _envelopes, _maxPayload, _pingInterval, _pingTimeout, _alerts, .. _otlp.All, _log, _json])
        {
            Add(option);
        }

        Add(new RecoverCommand(terminal));
        Add(new ImportCommand(terminal));
        SetAction((parsed, interrupted) => new CollectRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal CollectSettings Bind(ParseResult parsed) => new()
    {
        Port = _listen.Port(parsed),
        Address = _listen.Address(parsed),
        Token = _listen.Token(parsed),
        Store = _store.Settings(parsed),
        RecentMebibytes = _store.RecentMebibytes(parsed),
        AllowedOrigins = parsed.GetRequiredValue(_origins),
        Envelopes = parsed.GetRequiredValue(_envelopes),
        MaxPayload = parsed.GetValue(_maxPayload),
        PingInterval = TimeSpan.FromSeconds(parsed.GetValue(_pingInterval)),
        PingTimeout = TimeSpan.FromSeconds(parsed.GetValue(_pingTimeout)),
        Alerts = parsed.GetValue(_alerts),
        OtlpOut = _otlp.Endpoint(parsed),
        OtlpHeaders = _otlp.Headers(parsed),
        Log = parsed.GetValue(_log),
        Json = parsed.GetValue(_json),
    };
}
