namespace FastEmit.Delivery;

/// <summary>
/// The watermarks of one connection that are on the wire and not yet answered, oldest first: for each the ring
/// position that its ping carried and the events since the one before. Owned by the sender; allocates only when created.
/// </summary>
internal sealed class InFlightWindow
{
    /// <summary>
    /// Watermarks on the wire at a time. When all are used, flushes go out without one and the next covers them too.
    /// </summary>
    public const int MaxMarks = 256;

    private readonly long[] _positions = new long[MaxMarks];
    private readonly long[] _events = new long[MaxMarks];
    private uint _head;
    private uint _tail;

    /// <summary>Whether another watermark can be added.</summary>
    public bool HasRoom => _tail - _head < MaxMarks;

    /// <summary>Whether no watermark is on the wire.</summary>
    public bool IsEmpty => _tail == _head;

    /// <summary>Remembers that a watermark for <paramref name="position"/> was sent.</summary>
    public void Add(long position, long events)
    {
        _positions[_tail % MaxMarks] = position;
        _events[_tail % MaxMarks] = events;
        _tail++;
    }

    /// <summary>
    /// Takes out every watermark up to <paramref name="position"/>: a peer that is behind may answer only the latest
    /// ping (RFC 6455 §5.5.3), which proves the earlier ones too.
    /// </summary>
    /// <param name="position">The position that came back.</param>
    /// <param name="events">The events that the watermarks taken out cover.</param>
    /// <returns>False, and nothing changes, when no such watermark is on the wire.</returns>
    public bool TryConfirm(long position, out long events)
    {
        events = 0;
        for (uint mark = _head; mark != _tail; mark++)
        {
            events += _events[mark % MaxMarks];
            if (_positions[mark % MaxMarks] == position)
            {
                _head = mark + 1;
                return true;
            }
        }

        events = 0;
        return false;
    }

    /// <summary>Forgets everything: the connection is gone.</summary>
    public void Clear() => _head = _tail;
}
