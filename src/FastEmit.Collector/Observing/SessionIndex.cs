using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Observing;

/// <summary>
/// The sessions that were active last, with exact counts of their events. Bounded: the one that was silent the longest goes first. Thread-safe;
/// readers get copies. Counting an event of a known session allocates nothing.
/// </summary>
internal sealed class SessionIndex
{
    /// <summary>Sessions that are known at a time.</summary>
    public const int Capacity = 500;

    /// <summary>A longer id names no session for people to look at.</summary>
    public const int MaxIdBytes = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<Entry>>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly LinkedList<Entry> _recentFirst = new();

    public SessionIndex() => _lookup = _nodes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Sessions that are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count;
            }
        }
    }

    /// <summary>The sessions that were active last, the most recent first.</summary>
    public IReadOnlyList<SessionSummary> Recent(int count)
    {
        lock (_lock)
        {
            return [.. _recentFirst.Take(count).Select(static entry => entry.Summary())];
        }
    }

    /// <summary>Begins with what a store knows from before, the most recent first.</summary>
    public void Restore(IEnumerable<SessionSummary> sessions)
    {
        lock (_lock)
        {
            foreach (SessionSummary session in sessions.Take(Capacity))
            {
                _nodes[session.Session] = _recentFirst.AddLast(new Entry(session));
            }
        }
    }

    /// <summary>Counts the events of a batch.</summary>
    /// <param name="records">Records of <see cref="RecordFormat"/>.</param>
    public void Add(ReadOnlySpan<byte> records)
    {
        while (RecordFormat.TryRead(ref records, out EventRecord record))
        {
            // Most events of a log without sessions are out here, before their JSON is read.
            if (record.Data.IndexOf("session_id"u8) >= 0 && EventFacts.Read(record.Data) is { Session.Length: > 0 and <= MaxIdBytes } facts)
            {
                Add(record, facts);
            }
        }
    }

    private void Add(scoped in EventRecord record, scoped in EventFacts facts)
    {
        Span<char> id = stackalloc char[MaxIdBytes];
        id = id[..JsonText.Unescape(facts.Session, id)];
        ReadOnlySpan<byte> type = facts.TypeOr(record.NameJson);
        lock (_lock)
        {
            Entry entry = Touch(id, record.Time / 1000.0);
            entry.Last = record.Time / 1000.0;
            entry.Events++;
            entry.ToolCalls += ToolEvents.IsCall(type) ? 1 : 0;
            entry.Failed += ToolEvents.IsFailure(type, facts.Success) ? 1 : 0;
            entry.LastType.Set(type);
        }
    }

    private Entry Touch(ReadOnlySpan<char> id, double time)
    {
        if (_lookup.TryGetValue(id, out LinkedListNode<Entry>? node))
        {
            if (node.Previous is not null)
            {
                _recentFirst.Remove(node);
                _recentFirst.AddFirst(node);
            }

            return node.Value;
        }

        if (_nodes.Count == Capacity)
        {
            _nodes.Remove(_recentFirst.Last!.Value.Session);
            _recentFirst.RemoveLast();
        }

        Entry entry = new(new SessionSummary(id.ToString(), time, time, 0, 0, 0, ""));
        _nodes[entry.Session] = _recentFirst.AddFirst(entry);
        return entry;
    }

    private sealed class Entry(SessionSummary before)
    {
        public string Session => before.Session;

        public double Last { get; set; } = before.Last;

        public long Events { get; set; } = before.Events;

        public long ToolCalls { get; set; } = before.ToolCalls;

        public long Failed { get; set; } = before.Failed;

        public LastText LastType { get; } = new(before.LastType);

        public SessionSummary Summary() => new(Session, before.First, Last, Events, ToolCalls, Failed, LastType.ToString());
    }

    /// <summary>A text that is set often and asked for now and then: only then it becomes a string.</summary>
    private sealed class LastText(string text)
    {
        private const int MaxBytes = 256;

        private byte[] _escaped = Encoding.UTF8.GetBytes(text.Replace("\\", @"\\", StringComparison.Ordinal));
        private int _length = -1;

        public void Set(ReadOnlySpan<byte> escaped)
        {
            escaped = escaped[..Math.Min(escaped.Length, MaxBytes)];
            if (_escaped.Length < escaped.Length)
            {
                _escaped = new byte[MaxBytes];
            }

            escaped.CopyTo(_escaped);
            _length = escaped.Length;
        }

        public override string ToString() => JsonText.Decode(_length < 0 ? _escaped : _escaped.AsSpan(0, _length));
    }
}
