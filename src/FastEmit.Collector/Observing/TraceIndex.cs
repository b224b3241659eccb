using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Observing;

/// <summary>
/// The session of each trace, from events that name both: agent hooks with a <c>traceparent</c>, OTLP records with a session. Bounded: the trace that was
/// seen first goes first. Thread-safe. An event without a trace costs one search for a name.
/// </summary>
internal sealed class TraceIndex
{
    private readonly Lock _lock = new();
    private readonly TraceTable<string?> _sessions = new();
    private UInt128 _last;
    private string? _lastSession;

    /// <summary>Takes in the events of a batch.</summary>
    public void Add(EventRecords records)
    {
        foreach (EventRecord record in records)
        {
            Add(record.Data);
        }
    }

    /// <summary>Takes in an event's arguments.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        // An escaped name is passed over here; agents write none.
        if (data.IndexOf("\"trace"u8) < 0 || data.IndexOf("\"session_id\""u8) < 0)
        {
            return;
        }

        EventFacts facts = EventFacts.Read(data);
        if (facts.Trace != UInt128.Zero && facts.Session is { IsEmpty: false, Length: <= SessionIndex.MaxIdBytes })
        {
            Add(facts.Trace, JsonText.Decode(facts.Session));
        }
    }

    /// <summary>The session of a trace, null when several sessions are in it. False when the trace is unknown.</summary>
    public bool TryGet(UInt128 trace, out string? session)
    {
        lock (_lock)
        {
            return _sessions.TryGet(trace, out session);
        }
    }

    private void Add(UInt128 trace, string session)
    {
        lock (_lock)
        {
            if (trace == _last && session == _lastSession)
            {
                return;
            }

            (_last, _lastSession) = (trace, session);
            _sessions.Set(trace, !_sessions.TryGet(trace, out string? known) || known == session ? session : null);
        }
    }
}
