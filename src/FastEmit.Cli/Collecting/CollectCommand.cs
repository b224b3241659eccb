using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Collecting;

/// <summary><c>fastemit collect</c>: the embedded server, in the foreground.</summary>
internal sealed class CollectCommand : Command
{
    /// <summary>Where the token may be given without being seen in the list of processes.</summary>
    internal const string TokenVariable = "FASTEMIT_TOKEN";

    /// <summary>Where OpenTelemetry's exporters read headers from.</summary>
    internal const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    private const int DefaultPort = 8765;

    private readonly Option<int> _port = NumberOption.Create(
        "--port", 0, 65_535, DefaultPort, "PORT", "The port to listen on; 0 takes any that is free.");

    private readonly Option<IPAddress> _address = new("--address")
    {
        Description = "The address to listen on. One that is not loopback needs a token.",
        HelpName = "IP",
        DefaultValueFactory = static _ => IPAddress.Loopback,
        CustomParser = ParseAddress,
    };

    private readonly Option<string> _token = new("--token")
    {
        Description = $"What clients, and people at the dashboard, have to show; 16 characters or more. Also read from {TokenVariable}.",
        HelpName = "TOKEN",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Keep events in SQLite files in this folder, and confirm an event only when it is in there.",
        HelpName = "DIR",
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "Keep events in PostgreSQL, postgres://user:password@host/database, which other collectors may use, too; an event is confirmed only when it is in there."
            + $" Also read from {StoreSettings.Variable}.",
        HelpName = "URL",
    };

    private readonly Option<int> _keepMebibytes = NumberOption.Create(
        "--keep-mib", 16, 16 << 20, StoreSettings.DefaultMebibytes, "MIB", "With --data, or with --store when it is given: delete the oldest events beyond so many mebibytes.");

    private readonly Option<double> _keepDays = NumberOption.Create(
        "--keep-days", 0.001, 36_500.0, 36_500.0, "DAYS", "With --data or --store: delete older events.");

    private readonly Option<int> _recentMebibytes = NumberOption.Create(
        "--recent-mib", 1, 65_536, 32, "MIB", "Keep so many mebibytes of the last events in memory, for the dashboard, and for queries without --data.");

    private readonly Option<string[]> _origins = new("--allow-origin")
    {
        Description = "Let pages of this origin use the collector, such as http://localhost:3000; * for any; may be given several times.",
        HelpName = "ORIGIN",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string[]> _envelopes = new("--envelope")
    {
        Description = "Take array events of this name apart, as emitters with the same option send them; may be given several times.",
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<int> _maxPayload = NumberOption.Create(
        "--max-payload", 64, 1_000_000_000, 1_000_000, "BYTES", "The largest WebSocket message, and the largest body of a request.");

    private readonly Option<double> _pingInterval = NumberOption.Create(
        "--ping-interval", 0.001, 86_400.0, 25.0, "SECONDS", "How long after the last answered heartbeat the next one is sent.");

    private readonly Option<double> _pingTimeout = NumberOption.Create(
        "--ping-timeout", 0.001, 86_400.0, 20.0, "SECONDS", "How long a client may take to answer a heartbeat.");

    private readonly Option<string> _alerts = new("--alerts")
    {
        Description = "Read the rules of alerts from this JSON file, and write there what the dashboard changes.",
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

    private readonly Option<bool> _json = CommonOptions.Json();

    public CollectCommand(Terminal terminal)
        : base("collect", "Receive, keep and show events until Ctrl-C.")
    {
        foreach (Option option in (Option[])[_port, _address, _token, _data, _store, _keepMebibytes, _keepDays, _recentMebibytes, _origins, _envelopes, _maxPayload, _pingInterval, _pingTimeout, _alerts, _otlpOut, _otlpHeaders, _json])
        {
            Add(option);
        }

        Add(new RecoverCommand(terminal));
        SetAction((parsed, interrupted) => new CollectRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal CollectSettings Bind(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(_port),
        Address = parsed.GetRequiredValue(_address),
        Token = parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable(TokenVariable),
        Store = new StoreSettings(
            parsed.GetValue(_data),
            parsed.GetValue(_store) ?? (parsed.GetValue(_data) is null && Environment.GetEnvironmentVariable(StoreSettings.Variable) is { Length: > 0 } store ? store : null),
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

    /// <summary>The form of the variable: names and values separated by commas, values percent-encoded. What is not of it is passed over, as the exporters do.</summary>
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
