using System.Text;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks;

/// <summary>The command line of a hook. Parsing never fails: unknown arguments are ignored.</summary>
internal sealed record HookOptions
{
    /// <summary>The prefix of the shared files; null for the user's default.</summary>
    public string? RingFile { get; private set; }

    /// <summary>The Socket.IO namespace of the events.</summary>
    public string Namespace { get; private set; } = "/";

    /// <summary>The server for an agent that the hook starts; null to let it search for one.</summary>
    public string? Url { get; private set; }

    /// <summary>Whether to start an agent if none runs.</summary>
    public bool StartsAgent { get; private set; } = true;

    /// <summary>The agent that runs the hook; null to recognise it by the input.</summary>
    public string? Agent { get; private set; }

    /// <summary>The hook's name where the input has none.</summary>
    public string? Event { get; private set; }

    /// <summary>The limits on the input's text in an event.</summary>
    public TextLimits Limits { get; private set; } = TextLimits.Default;

    /// <summary>The server's token for an agent that the hook starts; null for the environment's or the token file's.</summary>
    public string? Token { get; private set; }

    /// <summary>The W3C trace context in which the agent runs the hook, or null. It is no argument: agents pass it in the environment.</summary>
    public string? Traceparent { get; init; }

    /// <summary>Whether an agent that the hook starts includes the text of messages in its events.</summary>
    public bool WithTranscriptText { get; private set; }

    /// <summary>The input, where it comes as the last argument instead of on standard input; otherwise null.</summary>
    public string? Json { get; private set; }

    /// <summary>The namespace in its packet form; empty for the main namespace or an invalid one.</summary>
    public byte[] PacketNamespace
    {
        get
        {
            foreach (char c in Namespace)
            {
                if (c is <= ' ' or > '~' or ',' or '?' or '"')
                {
                    return [];
                }
            }

            return Namespace.Length > 1 && Namespace[0] == '/' ? Encoding.UTF8.GetBytes(Namespace + ",") : [];
        }
    }

    /// <summary>The options for an agent that the hook starts.</summary>
    public List<string> ForAgent()
    {
        List<string> options = [];
        if (Url is not null)
        {
            options.AddRange(["--url", Url]);
        }

        if (Token is not null)
        {
            options.AddRange(["--token", Token]);
        }

        if (WithTranscriptText)
        {
            options.Add("--transcript-text");
        }

        return options;
    }

    /// <summary>Parses the arguments after the verb.</summary>
    public static HookOptions Parse(ReadOnlySpan<string> arguments)
    {
        HookOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--ring-file":
                    options.RingFile = value;
                    i++;
                    break;
                case "--namespace":
                    options.Namespace = value ?? "/";
                    i++;
                    break;
                case "--url":
                    options.Url = value;
                    i++;
                    break;
                case "--agent":
                    options.Agent = value is { Length: > 0 } ? value.ToLowerInvariant() : null;
                    i++;
                    break;
                case "--event":
                    options.Event = value;
                    i++;
                    break;
                case "--max-text":
                    options.Limits = JsonText.ParseInt64(Encoding.UTF8.GetBytes(value ?? "")) is { } characters and >= 0
                        ? TextLimits.Default with { MaxText = (int)Math.Min(characters, int.MaxValue) }
                        : options.Limits;
                    i++;
                    break;
                case "--full":
                    options.Limits = TextLimits.Full;
                    break;
                case "--token":
                    options.Token = value;
                    i++;
                    break;
                case "--transcript-text":
                    options.WithTranscriptText = true;
                    break;
                case "--no-agent":
                    options.StartsAgent = false;
                    break;
            }
        }

        // A notifier gets its JSON as the last argument.
        options.Json = !arguments.IsEmpty && arguments[^1] is ['{', ..] last ? last : null;
        return options;
    }
}
