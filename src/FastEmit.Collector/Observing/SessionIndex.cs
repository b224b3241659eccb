namespace FastEmit.Collector.Observing;

/// <summary>The sessions that were active last. Bounded: the one that was silent the longest goes first. For one writer; readers get copies.</summary>
internal sealed class SessionIndex
{
    private const int Capacity = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<SessionSummary>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<SessionSummary> _recentFirst = new();

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
            return [.. _recentFirst.Take(count)];
        }
    }

    /// <summary>Takes note of an event.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="type">Its type.</param>
    /// <param name="time">When it was received: milliseconds since 1970.</param>
    /// <param name="success">What it says about success, if it does.</param>
    /// <param name="weight">How many events it stands for.</param>
    public void Add(string session, string type, double time, bool? success, long weight)
    {
        lock (_lock)
        {
            if (_nodes.Remove(session, out LinkedListNode<SessionSummary>? node))
            {
                _recentFirst.Remove(node);
            }
            else if (_nodes.Count == Capacity)
            {
                _nodes.Remove(_recentFirst.Last!.Value.Session);
                _recentFirst.RemoveLast();
            }

            SessionSummary known = node?.Value ?? new SessionSummary(session, time, time, 0, 0, 0, "");
            _nodes[session] = _recentFirst.AddFirst(known with
            {
                Last = time,
                Events = known.Events + weight,
                ToolCalls = known.ToolCalls + (type == ToolEvents.Before ? weight : 0),
                Failed = known.Failed + (type == ToolEvents.After && success == false ? weight : 0),
                LastType = type,
            });
        }
    }
}
