using FastEmit.Collector.Events;

namespace FastEmit.Collector.Overviews;

/// <summary>
/// Joins OTLP records without a session to the session of their trace, also when the session is known only later. Bounded: the trace that was seen first goes first;
/// its tokens stay counted. For one thread.
/// </summary>
/// <param name="day">The day's figures of a model.</param>
internal sealed class TracedTokens(Func<string, ModelFigures> day)
{
    private readonly TraceTable<Entry> _traces = new();

    /// <summary>The session of a trace; null when it is unknown, or when there are several.</summary>
    public AgentSession? SessionOf(UInt128 trace) => _traces.TryGet(trace, out Entry? entry) ? entry.Session : null;

    /// <summary>The tokens of a trace whose session is unknown.</summary>
    public TokenTally TokensOf(UInt128 trace) => Find(trace).Tokens;

    /// <summary>A session is in a trace. It gets the tokens of the trace, unless another session is in it too.</summary>
    public void Join(UInt128 trace, AgentSession session)
    {
        Entry entry = Find(trace);
        if (!entry.IsJoined)
        {
            entry.IsJoined = true;
            entry.Session = session;
            session.Tokens.TakeOver(entry.Tokens);
        }
        else if (entry.Session != session)
        {
            entry.Session = null;
        }
    }

    private Entry Find(UInt128 trace)
    {
        if (!_traces.TryGet(trace, out Entry? entry))
        {
            entry = new Entry(new TokenTally(day));
            _traces.Set(trace, entry);
        }

        return entry;
    }

    private sealed class Entry(TokenTally tokens)
    {
        public TokenTally Tokens => tokens;

        public bool IsJoined { get; set; }

        public AgentSession? Session { get; set; }
    }
}
