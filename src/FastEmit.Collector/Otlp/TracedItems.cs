using FastEmit.Collector.Events;
using FastEmit.Collector.Observing;

namespace FastEmit.Collector.Otlp;

/// <summary>
/// Finds the session of the items of one request: the item's own, else that of its trace, which another item of the request names or an event before it. A trace with
/// several sessions gives none. Immutable.
/// </summary>
internal sealed class TracedItems
{
    private readonly Dictionary<UInt128, string?> _sessions = [];
    private readonly TraceIndex _known;

    public TracedItems(IReadOnlyList<OtlpItem> items, TraceIndex known)
    {
        _known = known;
        foreach (OtlpItem item in items)
        {
            if (OtlpEvent.SessionOf(item) is { } session && TraceId.TryParse(item.TraceId, out UInt128 trace))
            {
                bool isOther = (_sessions.TryGetValue(trace, out string? other) || known.TryGet(trace, out other)) && other != session;
                _sessions[trace] = isOther ? null : session;
            }
        }
    }

    /// <summary>The session, or null.</summary>
    public string? SessionOf(OtlpItem item)
    {
        string? session = OtlpEvent.SessionOf(item);
        if (session is null && TraceId.TryParse(item.TraceId, out UInt128 trace) && !_sessions.TryGetValue(trace, out session))
        {
            _known.TryGet(trace, out session);
        }

        return session;
    }
}
