using FastEmit.Collector.Digests;

namespace FastEmit.Collector.Overviews;

/// <summary>Which source an event is of.</summary>
internal static class TokenSources
{
    private static readonly string[] Telling = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cost_usd"];

    /// <summary>Whether an event of this type may tell of tokens.</summary>
    public static bool MayTell(string type) => type == "token_usage_updated" || type.StartsWith("otel_", StringComparison.Ordinal);

    /// <summary>The source; <see cref="TokenSource.None"/> when the event tells of no tokens.</summary>
    public static TokenSource Of(string type, HookMembers members)
    {
        if (type == "token_usage_updated")
        {
            return TokenSource.Transcript;
        }

        return !Telling.Any(name => members.Number(name) is not null) ? TokenSource.None : members.Text("otlp") switch
        {
            "log" => TokenSource.Log,
            "metric" => TokenSource.Metric,
            "span" => members.Text("gen_ai.operation.name") is "invoke_agent" or "invoke_workflow" ? TokenSource.AgentSpan : TokenSource.Span,
            _ => TokenSource.None,
        };
    }
}

/// <summary>The sources of a session's tokens, the best first: of one session only one source counts.</summary>
internal enum TokenSource
{
    /// <summary>The hook agent, from the transcript, message by message.</summary>
    Transcript,

    /// <summary>OTLP log records, one a request.</summary>
    Log,

    /// <summary>OTLP metrics.</summary>
    Metric,

    /// <summary>OTLP spans.</summary>
    Span,

    /// <summary>OTLP spans of a whole agent's run, which add up the requests in it.</summary>
    AgentSpan,

    /// <summary>None.</summary>
    None,
}
