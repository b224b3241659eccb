using System.Runtime.InteropServices;

namespace FastEmit.Collector.Postgres;

/// <summary>The additions of one transaction to the counts of its sessions and to the table of times. For the thread that writes.</summary>
internal sealed class BatchTotals
{
    private readonly Dictionary<SessionEntry, SessionTotals> _sessions = [];
    private readonly SortedDictionary<long, (long FirstId, long LastId)> _slots = [];

    /// <summary>By session.</summary>
    public IReadOnlyDictionary<SessionEntry, SessionTotals> Sessions => _sessions;

    /// <summary>The ids of each slot of time.</summary>
    public IReadOnlyDictionary<long, (long FirstId, long LastId)> Slots => _slots;

    public void Clear()
    {
        _sessions.Clear();
        _slots.Clear();
    }

    public void Note(long id, long time, in PreparedEvent prepared)
    {
        long slot = StoreSchema.SlotOf(time);
        _slots[slot] = _slots.TryGetValue(slot, out (long FirstId, long LastId) ids) ? (ids.FirstId, id) : (id, id);
        if (prepared.Session is not { } session)
        {
            return;
        }

        ref SessionTotals totals = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, session, out bool isKnown);
        totals.First = isKnown ? Math.Min(totals.First, time) : time;
        totals.Last = isKnown ? Math.Max(totals.Last, time) : time;
        totals.LastType = prepared.Kind.Type;
        totals.Events++;
        totals.Tools += prepared.IsCall ? 1 : 0;
        totals.Failed += prepared.IsFailure ? 1 : 0;
    }
}

/// <summary>Counts of one session's events, times in microseconds since 1970.</summary>
internal struct SessionTotals
{
    public long First;
    public long Last;
    public long Events;
    public long Tools;
    public long Failed;
    public string LastType;
}
