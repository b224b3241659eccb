using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Listening;

/// <summary><c>fastemit listen</c>: the client side of a server's events.</summary>
internal sealed class ListenCommand : Command
{
    private readonly Option<string> _url = EmitterFlag.Url();

    private readonly Option<string[]> _namespaces = new("--namespace")
    {
        Description = "A namespace to join; may be given several times.",
        HelpName = "/NS",
        DefaultValueFactory = static _ => ["/"],
        CustomParser = ParseNamespaces,
    };

    private readonly Option<string?> _subscribe = new("--subscribe")
    {
        Description = "Subscribe to the events that a collector takes: conditions as a JSON object, {} for all; namespace, type, session, text, after.",
        HelpName = "JSON",
        CustomParser = ParseConditions,
    };

    private readonly Option<string?> _token = TokenOption.Create();

    private readonly Option<string> _auth = EmitterFlag.Auth();

    private readonly Option<string> _event = new("--event") { Description = "Print only events of this name.", HelpName = "NAME" };
    private readonly Option<long> _count = NumberOption.Create("--count", 0, long.MaxValue, 0L, "N", "End after this number of events; 0 for never.");
    private readonly Option<bool> _json = CommonOptions.Json();

    public ListenCommand(Terminal terminal)
        : base("listen", "Print the events that a server sends: as one JSON line each in a pipe, formatted on a terminal. Ctrl-C ends and reports.")
    {
        foreach (Option option in (Option[])[_url, _namespaces, _subscribe, _auth, _token, _event, _count, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) => new ListenRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal ListenSettings Bind(ParseResult parsed) => new(
        parsed.GetRequiredValue(_url),
        parsed.GetValue(_subscribe) is null ? parsed.GetRequiredValue(_namespaces) : [CollectorSubscription.Namespace],
        TokenOption.AuthOf(parsed.GetValue(_auth), parsed.GetValue(_token)),
        parsed.GetValue(_subscribe),
        parsed.GetValue(_event),
        parsed.GetValue(_count),
        parsed.GetValue(_json));

    private static string? ParseConditions(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return text;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        result.AddError($"--subscribe: '{text}' is not accepted; it takes a JSON object such as {{}} or {{\"namespace\":\"/hook\",\"type\":\"post_tool\"}}.");
        return null;
    }

    private static string[] ParseNamespaces(ArgumentResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value is not ['/', ..] || token.Value.AsSpan().ContainsAny(",?\" "))
            {
                result.AddError($"--namespace: '{token.Value}' is not accepted; it takes a name that begins with '/', without ',', '?', '\"' and blanks.");
            }
        }

        return [.. result.Tokens.Select(static token => token.Value).Distinct(StringComparer.Ordinal)];
    }
}
