using FastEmit.Collector.Events;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Postgres;

/// <summary>Events that are stored in one transaction, looked through before it begins: the other collectors wait for its end. For the thread that writes.</summary>
internal sealed class PreparedBatch
{
    private readonly List<PreparedEvent> _events = [];
    private readonly HashSet<ulong> _lanes = [];
    private readonly Dictionary<string, byte[]> _keys = [];

    /// <summary>The records.</summary>
    public ReadOnlyMemory<byte> Records { get; private set; }

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<PreparedEvent> Events => _events;

    /// <summary>The lanes that numbered some of them.</summary>
    public IReadOnlyCollection<ulong> Lanes => _lanes;

    /// <summary>The other ids, each once.</summary>
    public IReadOnlyCollection<byte[]> Keys => _keys.Values;

    /// <summary>Its number among the batches of this collector.</summary>
    public long Number { get; private set; }

    /// <summary>Looks through the first of some records. Returns how many bytes they are.</summary>
    public int Prepare(ReadOnlyMemory<byte> records, int count, EntryTable entries)
    {
        _events.Clear();
        _lanes.Clear();
        _keys.Clear();
        Number++;
        ReadOnlySpan<byte> rest = records.Span;
        for (int i = 0; i < count; i++)
        {
            int offset = records.Length - rest.Length;
            RecordFormat.TryRead(ref rest, out EventRecord record);
            _events.Add(Prepare(offset, record, entries));
        }

        int bytes = records.Length - rest.Length;
        Records = records[..bytes];
        return bytes;
    }

    private PreparedEvent Prepare(int offset, scoped in EventRecord record, EntryTable entries)
    {
        EventFacts facts = EventFacts.Read(record.Data);
        KindEntry kind = entries.KindOf(record, facts.Subtype);
        SessionEntry? session = facts.Session.IsEmpty ? null : entries.SessionOf(facts.Session);
        Sequence? sequence = null;
        byte[]? key = null;
        if (record.IsNumbered(out Sequence numbered))
        {
            sequence = numbered;
            _lanes.Add(numbered.Lane);
        }
        else if (EventId.Find(record.Data) is { IsEmpty: false } id)
        {
            key = id.ToArray();
            _keys.TryAdd(Convert.ToHexString(id), key);
        }

        ReadOnlySpan<byte> type = facts.TypeOr(record.NameJson);
        return new PreparedEvent(
            offset, kind, session, sequence, key, ToolEvents.IsCall(type), ToolEvents.IsFailure(type, facts.Success), facts.IsOneValue || !facts.IsJson);
    }
}

/// <summary>The facts of one event that are needed before the database is asked.</summary>
/// <param name="Offset">Where its record begins.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Session">Its session, or null.</param>
/// <param name="Sequence">Its number in its emitter's lane, or null.</param>
/// <param name="Key">Another id of FastEmit's, or null.</param>
/// <param name="IsCall">Whether a tool call begins with it.</param>
/// <param name="IsFailure">Whether it says that one has failed.</param>
/// <param name="IsOneValue">Whether its data stands as it is; otherwise as an array.</param>
internal readonly record struct PreparedEvent(
    int Offset, KindEntry Kind, SessionEntry? Session, Sequence? Sequence, byte[]? Key, bool IsCall, bool IsFailure, bool IsOneValue);
