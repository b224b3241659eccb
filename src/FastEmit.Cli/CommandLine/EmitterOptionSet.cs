using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace FastEmit.Cli.CommandLine;

/// <summary>The options that describe an emitter: one for each part of <see cref="HookEmitterOptions"/> that the command line offers.</summary>
internal sealed class EmitterOptionSet
{
    private static readonly (string Name, DeliveryGuarantee Value)[] Deliveries =
    [
        ("at-least-once", DeliveryGuarantee.AtLeastOnce),
        ("at-most-once", DeliveryGuarantee.AtMostOnce),
        ("acknowledged", DeliveryGuarantee.Acknowledged),
    ];

    private static readonly SearchValues<char> HeaderNameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>How long a server may be back without being noticed: someone waits for the command to end.</summary>
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(1);

    private static readonly HookEmitterOptions Defaults = new();

    private readonly Option<string> _url = new("--url")
    {
        Description = "The Socket.IO server: an http, https, ws or wss URL.",
        HelpName = "URL",
        Required = true,
        CustomParser = ParseUrl,
    };

    private readonly Option<string> _path = new("--path")
    {
        Description = "The path of the server's Engine.IO endpoint.",
        HelpName = "PATH",
        DefaultValueFactory = static _ => Defaults.Path,
        CustomParser = ParsePath,
    };

    private readonly Option<int> _connections = NumberOption.Create(
        "--connections", 1, 64, Defaults.MaxConnections, "K", "Lanes, and so the most connections there may be.");

    private readonly Option<double> _batchWindow = NumberOption.Create(
        "--batch-window", 0, 60_000, Defaults.BatchWindow.TotalMilliseconds, "MS", "The longest an event waits for company, in milliseconds; 0 sends at once.");

    private readonly Option<int> _maxBatchSize = NumberOption.Create(
        "--max-batch-size", 1, 65_536, Defaults.MaxBatchSize, "N", "How many waiting events end the window early.");

    private readonly Option<string> _delivery = new("--delivery")
    {
        Description = "at-least-once (sent again until the server has received it), at-most-once, or acknowledged (until its handler has answered).",
        HelpName = "GUARANTEE",
        DefaultValueFactory = static _ => Deliveries.First(static delivery => delivery.Value == Defaults.Delivery).Name,
        CustomParser = ParseDelivery,
    };

    private readonly Option<string> _envelope = DescriptorOption.OfName(
        "--envelope", "Send each batch as one event of this name: an array with the argument array of every event.");

    private readonly Option<string?> _token = TokenOption.Create();

    private readonly Option<string> _auth = new("--auth")
    {
        Description = "The Socket.IO auth payload, a JSON object.",
        HelpName = "JSON",
        CustomParser = ParseAuth,
    };

    private readonly Option<KeyValuePair<string, string>[]> _headers = new("--header")
    {
        Description = "An HTTP header of the upgrade request, K=V; may be given several times.",
        HelpName = "K=V",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
        CustomParser = ParseHeaders,
    };

    private readonly Option<double> _timeout = NumberOption.Create(
        "--timeout", 0.2, 86_400, 10, "S", "Give up when the server has confirmed nothing for this many seconds.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_url, _path, _connections, _batchWindow, _maxBatchSize, _delivery, _envelope, _auth, _token, _headers, _timeout])
        {
            verb.Add(option);
        }
    }

    /// <summary>The emitter that the command line describes.</summary>
    public HookEmitterOptions Bind(ParseResult parsed)
    {
        var options = new HookEmitterOptions
        {
            Url = parsed.GetRequiredValue(_url),
            Path = parsed.GetRequiredValue(_path),
            MaxConnections = parsed.GetValue(_connections),
            BatchWindow = TimeSpan.FromMilliseconds(parsed.GetValue(_batchWindow)),
            MaxBatchSize = parsed.GetValue(_maxBatchSize),
            Delivery = Deliveries.First(delivery => delivery.Name == parsed.GetValue(_delivery)).Value,
            Envelope = parsed.GetValue(_envelope),
            Auth = TokenOption.AuthOf(parsed.GetValue(_auth), parsed.GetValue(_token)),
        };
        foreach ((string name, string value) in parsed.GetRequiredValue(_headers))
        {
            options.Headers[name] = value;
        }

        // Patience bounds everything: an attempt to connect fails before it ends, so that there is an error to report;
        // a breaker that has opened tries several times within it; pings that nobody answers are noticed within it.
        TimeSpan timeout = GetTimeout(parsed);
        options.ConnectTimeout = Least(Defaults.ConnectTimeout, timeout * 0.75);
        options.RecoveryTimeout = Least(LongestOutage, timeout / 8);
        options.WatermarkTimeout = Least(Defaults.WatermarkTimeout, timeout * 0.75);
        return options;
    }

    /// <summary>The longest time without any confirmation.</summary>
    public TimeSpan GetTimeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_timeout));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Accepts a server's URL.</summary>
    internal static string ParseUrl(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https" or "ws" or "wss") || url.Host.Length == 0)
        {
            result.AddError($"--url: '{text}' is not accepted; it takes an absolute http, https, ws or wss URL such as http://localhost:8765.");
        }

        return text;
    }

    private static string ParsePath(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!text.StartsWith('/') || text.AsSpan().ContainsAny(" ?#"))
        {
            result.AddError($"--path: '{text}' is not accepted; it takes a path that begins with '/', without query, such as /socket.io/.");
        }

        return text;
    }

    private static string ParseDelivery(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!Deliveries.Any(delivery => delivery.Name == text))
        {
            result.AddError($"--delivery: '{text}' is not accepted; it takes one of {string.Join(", ", Deliveries.Select(static delivery => delivery.Name))}.");
        }

        return text;
    }

    /// <summary>Accepts a JSON object.</summary>
    internal static string ParseAuth(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!IsJsonObject(text))
        {
            result.AddError("--auth: the value is not accepted; it takes a JSON object such as {\"token\":\"…\"}."); // a secret: not repeated
        }

        return text;
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static KeyValuePair<string, string>[] ParseHeaders(ArgumentResult result)
    {
        var headers = new List<KeyValuePair<string, string>>(result.Tokens.Count);
        foreach (Token token in result.Tokens)
        {
            int separator = token.Value.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0 && IsHeaderName(token.Value.AsSpan(0, separator)) && !token.Value.AsSpan().ContainsAny('\r', '\n'))
            {
                headers.Add(new(token.Value[..separator], token.Value[(separator + 1)..]));
            }
            else
            {
                string name = separator > 0 ? token.Value[..separator] : token.Value;
                result.AddError($"--header: '{name}' is not accepted; it takes NAME=VALUE with the name of an HTTP header, such as X-Api-Key=1234.");
            }
        }

        return [.. headers];
    }

    /// <summary>Whether the name is a token of RFC 9110, section 5.6.2.</summary>
    private static bool IsHeaderName(ReadOnlySpan<char> name) =>
        !name.ContainsAnyExcept(HeaderNameChars);
}
