using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO.Acks;

/// <summary>The acks that one socket waits for. The connection's lock guards it.</summary>
internal sealed class AckTable
{
    private readonly Dictionary<long, AckCompletion> _pending = [];
    private long _nextId;

    public int Count => _pending.Count;

    /// <summary>Ids are never used twice on a socket, so a late ack finds nothing.</summary>
    public long NextId() => _nextId++;

    public long Add(AckCompletion completion)
    {
        completion.Id = NextId();
        _pending.Add(completion.Id, completion);
        return completion.Id;
    }

    /// <summary>Adds a completion that has its id already.</summary>
    public void Restore(AckCompletion completion) => _pending.Add(completion.Id, completion);

    public bool TryRemove(long id, [NotNullWhen(true)] out AckCompletion? completion) => _pending.Remove(id, out completion);

    /// <summary>Moves those that <paramref name="remove"/> picks into <paramref name="removed"/>.</summary>
    public void RemoveAll(Predicate<AckCompletion> remove, List<AckCompletion> removed)
    {
        int first = removed.Count;
        foreach (AckCompletion completion in _pending.Values)
        {
            if (remove(completion))
            {
                removed.Add(completion);
            }
        }

        for (int i = first; i < removed.Count; i++)
        {
            _pending.Remove(removed[i].Id);
        }
    }

    /// <summary>The earliest deadline; <see cref="long.MaxValue"/> when there is none.</summary>
    public long EarliestDeadline()
    {
        long earliest = long.MaxValue;
        foreach (AckCompletion completion in _pending.Values)
        {
            earliest = Math.Min(earliest, completion.Deadline);
        }

        return earliest;
    }
}
