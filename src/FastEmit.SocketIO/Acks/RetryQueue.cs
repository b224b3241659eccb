namespace FastEmit.SocketIO.Acks;

/// <summary>
/// The events of one socket that are sent until they are acknowledged, in order, and how many of them may be under way at once: all,
/// until a session ends in which none was acknowledged. Then any of them may be what ends the sessions, so the next one carries the
/// first alone; each ack doubles how many follow. A session that ends with one event alone counts as an attempt of that event. The
/// connection's lock guards it.
/// </summary>
internal sealed class RetryQueue
{
    private readonly LinkedList<RetriedAck> _open = [];
    private readonly Dictionary<long, LinkedListNode<RetriedAck>> _byId = [];
    private LinkedListNode<RetriedAck>? _next;
    private int _allowed = int.MaxValue;
    private int _underWay;
    private bool _progressed;

    /// <summary>All that is open, in order.</summary>
    public IReadOnlyCollection<RetriedAck> Open => _open;

    /// <summary>Bytes of the events.</summary>
    public long Bytes { get; private set; }

    public void Add(RetriedAck retried)
    {
        LinkedListNode<RetriedAck> node = _open.AddLast(retried);
        _byId.Add(retried.Id, node);
        _next ??= node;
        Bytes += retried.Records.Length;
    }

    /// <summary>The next event that the present session may carry.</summary>
    public RetriedAck? TakeNext()
    {
        if (_next is null || _underWay >= _allowed)
        {
            return null;
        }

        RetriedAck retried = _next.Value;
        _next = _next.Next;
        retried.IsSent = true;
        _underWay++;
        return retried;
    }

    /// <summary>It was acknowledged.</summary>
    public void OnAcknowledged(long id)
    {
        _progressed = true;
        _allowed = (int)Math.Min(int.MaxValue, 2L * _allowed);
        Remove(id);
    }

    /// <summary>Its wait has ended, or it was given up.</summary>
    public bool Remove(long id)
    {
        if (!_byId.Remove(id, out LinkedListNode<RetriedAck>? node))
        {
            return false;
        }

        if (node.Value.IsSent)
        {
            _underWay--;
        }

        _next = _next == node ? node.Next : _next;
        _open.Remove(node);
        Bytes -= node.Value.Records.Length;
        return true;
    }

    /// <summary>
    /// The session has ended: all that is open is to be sent again. Returns the event that it ended with, if it was lost while it carried
    /// one alone and nothing was acknowledged in it.
    /// </summary>
    public RetriedAck? OnSessionEnded(bool isLost)
    {
        RetriedAck? suspect = null;
        if (isLost && !_progressed && _underWay > 0)
        {
            suspect = _underWay == 1 ? _open.First(static retried => retried.IsSent) : null;
            _allowed = 1;
        }

        foreach (RetriedAck retried in _open)
        {
            retried.IsSent = false;
        }

        _progressed = false;
        _underWay = 0;
        _next = _open.First;
        return suspect;
    }
}
