namespace FastEmit.Collector.Overviews;

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
