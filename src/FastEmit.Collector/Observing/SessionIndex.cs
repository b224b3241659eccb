using System.Buffers.Binary;
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

    private const int NearBits = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<Entry>>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly LinkedList<Entry> _recentFirst = new();
    private readonly LinkedListNode<Entry>?[] _near = new LinkedListNode<Entry>?[1 << NearBits];

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

    /// <summary>Knows what a shared store knows, and nothing else.</summary>
    public void Replace(IReadOnlyList<SessionSummary> sessions)
    {
        lock (_lock)
        {
            _nodes.Clear();
            _recentFirst.Clear();
            Restore(sessions);
        }
    }

    /// <summary>Counts the events of a batch.</summary>
    public void Add(EventRecords records)
    {
        lock (_lock) // Once for all of them: it would cost as much as the rest of counting one.
        {
            foreach (EventRecord record in records)
            {
                if (SessionFacts.Read(record.Data) is { Session.Length: > 0 and <= MaxIdBytes } facts)
                {
                    Add(record, facts);
                }
            }
        }
    }

    private void Add(scoped in EventRecord record, scoped in SessionFacts facts)
    {
        Entry entry = Find(facts.Session, record.Time / 1000.0);
        ReadOnlySpan<byte> type = EventFacts.TypeOf(facts.Subtype, record.NameJson);
        entry.Last = record.Time / 1000.0;
        entry.Events++;
        entry.ToolCalls += ToolEvents.IsCall(type) ? 1 : 0;
        entry.Failed += ToolEvents.IsFailure(type, facts.Success) ? 1 : 0;
        entry.LastType.Set(type);
    }

    /// <summary>Finds or makes a session, and puts it first. The ones that were seen last are found without hashing their ids.</summary>
    private Entry Find(ReadOnlySpan<byte> idJson, double time)
    {
        if (_recentFirst.First is { } last && idJson.SequenceEqual(last.Value.IdJson))
        {
            return last.Value;
        }

        ref LinkedListNode<Entry>? near = ref _near[NearSlot(idJson)];
        if (near?.List is null || !idJson.SequenceEqual(near.Value.IdJson)) // It has no list when another session has taken its place.
        {
            near = FindFar(idJson, time);
            near.Value.IdJson = near.Value.IdJson is { Length: > 0 } known ? known : idJson.ToArray();
        }

        if (near.Previous is not null)
        {
            _recentFirst.Remove(near);
            _recentFirst.AddFirst(near);
        }

        return near.Value;
    }

    private LinkedListNode<Entry> FindFar(ReadOnlySpan<byte> idJson, double time)
    {
        Span<char> id = stackalloc char[MaxIdBytes];
        id = id[..JsonText.Unescape(idJson, id)];
        if (_lookup.TryGetValue(id, out LinkedListNode<Entry>? node))
        {
            return node;
        }

        if (_nodes.Count == Capacity)
        {
            _nodes.Remove(_recentFirst.Last!.Value.Session);
            _recentFirst.RemoveLast();
        }

        Entry entry = new(new SessionSummary(id.ToString(), time, time, 0, 0, 0, ""));
        return _nodes[entry.Session] = _recentFirst.AddFirst(entry);
    }

    /// <summary>Ids differ in their last bytes, if anywhere. Two that share a slot only cost each other a hash.</summary>
    private static int NearSlot(ReadOnlySpan<byte> idJson)
    {
        ulong end = idJson.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(idJson[^sizeof(ulong)..]) : idJson[0];
        return (int)((end * 0x9E37_79B9_7F4A_7C15) >> (64 - NearBits));
    }

    private sealed class Entry(SessionSummary before)
    {
        /// <summary>Its id as an event wrote it first; another way to write it is found by its text.</summary>
        public byte[] IdJson { get; set; } = [];

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
