using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Protocol.Waiting;

/// <summary>
/// The pending acks, by id and by deadline. Not synchronised: its owner's lock guards it. It has no clock: timestamps come from
/// the owner.
/// </summary>
/// <remarks>
/// An id is used once, so that a late ack finds no entry. A removed wait leaves its deadline entry behind, which is
/// recognised when it is due. Stale entries are removed when they are the majority. Each single operation takes amortised logarithmic time.
/// </remarks>
/// <param name="firstId">The first id.</param>
internal sealed class AckTable<T>(long firstId = 0)
    where T : AckWait
{
    private readonly Dictionary<long, T> _waiting = [];
    private readonly PriorityQueue<long, long> _deadlines = new();
    private long _nextId = firstId;

    /// <summary>The number of pending acks.</summary>
    public int Count => _waiting.Count;

    /// <summary>Returns an unused id.</summary>
    public long NextId() => _nextId++;

    /// <summary>Adds a wait whose id and deadline are set.</summary>
    public void Add(T wait)
    {
        _waiting.Add(wait.Id, wait);
        Watch(wait);
    }

    /// <summary>Changes the deadline of a wait in the table.</summary>
    public void Postpone(T wait, long deadline)
    {
        wait.Deadline = deadline;
        Watch(wait);
    }

    /// <summary>Whether the ack of this id is pending.</summary>
    public bool Contains(long id) => _waiting.ContainsKey(id);

    /// <summary>The wait of an id.</summary>
    public bool TryGet(long id, [NotNullWhen(true)] out T? wait) => _waiting.TryGetValue(id, out wait);

    /// <summary>Removes a wait; the caller completes it.</summary>
    public bool TryRemove(long id, [NotNullWhen(true)] out T? wait) => _waiting.Remove(id, out wait);

    /// <summary>Removes a wait whose deadline has passed. Call it until it returns false.</summary>
    public bool TryTakeExpired(long now, [NotNullWhen(true)] out T? wait)
    {
        wait = null;
        if (NextDeadline() > now)
        {
            return false;
        }

        return _waiting.Remove(_deadlines.Dequeue(), out wait);
    }

    /// <summary>The earliest deadline; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextDeadline()
    {
        while (_deadlines.TryPeek(out long id, out long deadline))
        {
            if (_waiting.TryGetValue(id, out T? wait) && wait.Deadline == deadline)
            {
                return deadline;
            }

            _deadlines.Dequeue();
        }

        return long.MaxValue;
    }

    /// <summary>Removes the waits that <paramref name="picks"/> selects, in the order of their ids.</summary>
    public List<T> RemoveAll(Predicate<T> picks)
    {
        List<T> removed = [.. _waiting.Values.Where(wait => picks(wait)).OrderBy(static wait => wait.Id)];
        removed.ForEach(wait => _waiting.Remove(wait.Id));
        return removed;
    }

    private void Watch(T wait)
    {
        if (wait.Deadline == long.MaxValue)
        {
            return;
        }

        if (_deadlines.Count > 64 + (2 * _waiting.Count))
        {
            Sweep();
        }

        _deadlines.Enqueue(wait.Id, wait.Deadline);
    }

    private void Sweep()
    {
        _deadlines.Clear();
        foreach (T wait in _waiting.Values)
        {
            if (wait.Deadline != long.MaxValue)
            {
                _deadlines.Enqueue(wait.Id, wait.Deadline);
            }
        }
    }
}

/// <summary>A wait for an ack. Only the code that removes it from its <see cref="AckTable{T}"/> may complete it.</summary>
internal abstract class AckWait
{
    /// <summary>Its id in its table.</summary>
    public long Id { get; set; }

    /// <summary>A timestamp of the owner's clock; <see cref="long.MaxValue"/> for none.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>The timeout of <see cref="Deadline"/>, for the error message.</summary>
    public TimeSpan Timeout { get; set; }
}
