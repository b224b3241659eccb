using System.CommandLine;
using System.CommandLine.Parsing;

namespace FastEmit.Cli.Collecting;

/// <summary>The options of <c>collect</c> for the traces that it sends to an OpenTelemetry server.</summary>
internal sealed class OtlpOptions
{
    /// <summary>Where OpenTelemetry's exporters read headers from.</summary>
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

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

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_otlpOut, _otlpHeaders];

    /// <summary>The server; null for none.</summary>
    public Uri? Endpoint(ParseResult parsed) => parsed.GetValue(_otlpOut);

    /// <summary>The headers of the environment, then those that were given.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers(ParseResult parsed) =>
        [.. HeadersOf(Environment.GetEnvironmentVariable(HeadersVariable)), .. parsed.GetRequiredValue(_otlpHeaders)];

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
}
