using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Protocol.Waiting;

/// <summary>
/// The acks that are waited for, by id and by deadline. Not synchronised: its owner's lock guards it. It knows no clock: timestamps are
/// the owner's.
/// </summary>
/// <remarks>
/// An id is given out once, so that a late ack finds nothing. What is removed leaves its entry among the deadlines behind, where it is
/// recognised when its turn comes; they are swept when they are the greater part. So each operation costs the logarithm of how many wait.
/// </remarks>
/// <param name="firstId">The first id.</param>
internal sealed class AckTable<T>(long firstId = 0)
    where T : AckWait
{
    private readonly Dictionary<long, T> _waiting = [];
    private readonly PriorityQueue<long, long> _deadlines = new();
    private long _nextId = firstId;

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>An id that was never given out before.</summary>
    public long NextId() => _nextId++;

    /// <summary>Adds a wait that has its id and its deadline.</summary>
    public void Add(T wait)
    {
        _waiting.Add(wait.Id, wait);
        Watch(wait);
    }

    /// <summary>Gives a wait that is in the table another deadline.</summary>
    public void Postpone(T wait, long deadline)
    {
        wait.Deadline = deadline;
        Watch(wait);
    }

    /// <summary>Whether somebody waits for it.</summary>
    public bool Contains(long id) => _waiting.ContainsKey(id);

    /// <summary>The wait of an id.</summary>
    public bool TryGet(long id, [NotNullWhen(true)] out T? wait) => _waiting.TryGetValue(id, out wait);

    /// <summary>Takes a wait out; the caller completes it.</summary>
    public bool TryRemove(long id, [NotNullWhen(true)] out T? wait) => _waiting.Remove(id, out wait);

    /// <summary>Takes a wait out if its deadline has come. To be called until it is false.</summary>
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

    /// <summary>Takes out those that <paramref name="picks"/> chooses, in the order of their ids.</summary>
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
