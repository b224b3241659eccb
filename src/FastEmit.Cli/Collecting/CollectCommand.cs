using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Collecting;

/// <summary><c>fastemit collect</c>: the embedded server, in the foreground.</summary>
internal sealed class CollectCommand : Command
{
    /// <summary>Where OpenTelemetry's exporters read headers from.</summary>
    internal const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    private const int DefaultPort = 8765;

    private readonly Option<int> _port = NumberOption.Create(
        "--port", 0, 65_535, DefaultPort, "PORT", "The port to listen on; 0 for any free port.");

    private readonly Option<IPAddress> _address = new("--address")
    {
        Description = "The address to listen on. An address other than loopback needs a token.",
        HelpName = "IP",
        DefaultValueFactory = static _ => IPAddress.Loopback,
        CustomParser = ParseAddress,
    };

    private readonly Option<string> _token = new("--token")
    {
        Description = $"The secret that clients and dashboard users must present; 16 characters or more. Default: the environment variable {TokenOption.Variable}.",
        HelpName = "TOKEN",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Store events in SQLite files in this folder, and confirm an event only when it is stored.",
        HelpName = "DIR",
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "Store events in PostgreSQL, postgres://user:password@host/database, which several collectors may share; an event is confirmed only when it is stored."
            + $" Default: the environment variable {StoreSettings.Variable}.",
        HelpName = "URL",
    };

    private readonly Option<int> _keepMebibytes = NumberOption.Create(
        "--keep-mib", 16, 16 << 20, StoreSettings.DefaultMebibytes, "MIB", "With --data: the size in mebibytes above which the oldest events are deleted. With --store only when given.");

    private readonly Option<double> _keepDays = NumberOption.Create(
        "--keep-days", 0.001, 36_500.0, 36_500.0, "DAYS", "With --data or --store: delete events that are older than this.");

    private readonly Option<int> _recentMebibytes = NumberOption.Create(
        "--recent-mib", 1, 65_536, 32, "MIB", "The size in mebibytes of the latest events in memory, for the dashboard, and for queries without --data.");

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

    private readonly Option<Uri> _otlpOut = new("--otlp-out")
    {
        Description = "Send agents' sessions as OTLP traces to this address, such as http://localhost:4318.",
        HelpName = "URL",
        CustomParser = ParseEndpoint,
    };

    private readonly Option<(string Name, string Value)[]> _otlpHeaders = new("--otlp-header")
    {
        Description = $"With --otlp-out: a header of its requests, such as Authorization=Bearer…; may be given several times. Also read from {HeadersVariable}, separated by commas.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
        CustomParser = ParseHeaders,
    };

    private readonly Option<string> _log = new("--log")
    {
        Description = "Write a line for each connection, refusal and fault to this file, which becomes FILE.1 at 16 MiB; - for standard error.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public CollectCommand(Terminal terminal)
        : base("collect", "Receive, store and show events until Ctrl-C.")
    {
        foreach (Option option in (Option[])[_port, _address, _token, _data, _store, _keepMebibytes, _keepDays, _recentMebibytes, _origins, _envelopes, _maxPayload, _pingInterval, _pingTimeout, _alerts, _otlpOut, _otlpHeaders, _log, _json])
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
        Port = parsed.GetValue(_port),
        Address = parsed.GetRequiredValue(_address),
        Token = parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable(TokenOption.Variable),
        Store = new StoreSettings(
            parsed.GetValue(_data),
            StoreSettings.UrlOr(parsed.GetValue(_store), parsed.GetValue(_data)),
            parsed.GetResult(_keepMebibytes) is { Implicit: false } ? parsed.GetValue(_keepMebibytes) : null,
            parsed.GetResult(_keepDays) is { Implicit: false } ? parsed.GetValue(_keepDays) : null),
        RecentMebibytes = parsed.GetValue(_recentMebibytes),
        AllowedOrigins = parsed.GetRequiredValue(_origins),
        Envelopes = parsed.GetRequiredValue(_envelopes),
        MaxPayload = parsed.GetValue(_maxPayload),
        PingInterval = TimeSpan.FromSeconds(parsed.GetValue(_pingInterval)),
        PingTimeout = TimeSpan.FromSeconds(parsed.GetValue(_pingTimeout)),
        Alerts = parsed.GetValue(_alerts),
        OtlpOut = parsed.GetValue(_otlpOut),
        OtlpHeaders = [.. HeadersOf(Environment.GetEnvironmentVariable(HeadersVariable)), .. parsed.GetRequiredValue(_otlpHeaders)],
        Log = parsed.GetValue(_log),
        Json = parsed.GetValue(_json),
    };

    private static Uri? ParseEndpoint(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is ("http" or "https"))
        {
            return endpoint;
        }

        result.AddError($"--otlp-out: '{text}' is not accepted; it takes an http or https URL such as http://localhost:4318.");
        return null;
    }

    private static (string Name, string Value)[] ParseHeaders(ArgumentResult result)
    {
        List<(string Name, string Value)> headers = [];
        foreach (string text in result.Tokens.Select(static token => token.Value))
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                result.AddError("--otlp-header: it takes NAME=VALUE, such as Authorization=Bearer….");
                return [];
            }

            headers.Add((text[..equals].Trim(), text[(equals + 1)..].Trim()));
        }

        return [.. headers];
    }

    /// <summary>The form of the variable: names and values separated by commas, values percent-encoded. Other text is ignored, as by the exporters.</summary>
    private static IEnumerable<(string Name, string Value)> HeadersOf(string? variable) =>
        from pair in (variable ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        let end = pair.IndexOf('=', StringComparison.Ordinal)
        where end > 0
        select (pair[..end].Trim(), Uri.UnescapeDataString(pair[(end + 1)..].Trim()));

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        result.AddError($"--address: '{text}' is not accepted; it takes an IP address such as 127.0.0.1 or 0.0.0.0.");
        return null;
    }
}
