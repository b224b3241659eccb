using System.Collections.Concurrent;

namespace FastEmit.Collector.Sessions;

/// <summary>The open sessions of a collector, by id. Thread-safe.</summary>
internal sealed class SessionTable(int capacity)
{
    private readonly ConcurrentDictionary<string, CollectorSession> _sessions = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public CollectorSession? Find(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>False when there are as many as there may be.</summary>
    public bool TryAdd(CollectorSession session)
    {
        if (Interlocked.Increment(ref _count) > capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        return _sessions.TryAdd(session.Id, session);
    }

    /// <summary>Once for each session that was added.</summary>
    public void Remove(CollectorSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
