using FastEmit.Acks;

namespace FastEmit.Sending;

/// <summary>
/// What one connection has written and the server has not confirmed, oldest first: for each mark (a watermark, or a
/// batch that asks for an acknowledgement) the ring position that it covers and the events since the one before. Owned
/// by the sender; allocates only when created.
/// </summary>
/// <remarks>
/// <para>
/// A watermark that comes back proves that the server has <i>received</i> the events before it: they no longer count
/// as in flight. It does not prove that the server has handled them. The official server answers a ping while it takes
/// frames out of what it read, and calls its handlers only after all of that (process.nextTick); a server that is
/// killed in between has answered for up to a whole read of events that no handler saw [measured: 400 to 600 events].
/// </para>
/// <para>
/// A watermark that was <i>sent after</i> another one had come back was read by the server in a later turn of its event
/// loop, and before a turn ends all handlers of it have run. So a watermark, when it comes back, <i>confirms</i> the
/// events before every watermark that had come back when it was sent. While events flow this costs nothing; behind the
/// last event it takes one more watermark, which covers no events.
/// </para>
/// </remarks>
internal sealed class InFlightWindow
{
    /// <summary>Marks kept at a time. When all are used, flushes go out without a watermark and the next covers them too.</summary>
    public const int MaxMarks = 1024;

    private readonly Mark[] _marks = new Mark[MaxMarks];

    // Marks are numbered through all connections, so that a late answer of an earlier one finds nothing. The first
    // number is drawn: an answer to somebody else's ping is not taken for one of ours. Not confirmed: from _head; not
    // come back: from _returned; the next one: _tail.
    private long _head;
    private long _returned;
    private long _tail;

    public InFlightWindow(Random random) => _returned = _tail = _head = random.Next(1, int.MaxValue);

    /// <summary>Whether another mark can be added. One place is kept for the mark that <see cref="NeedsMark"/> asks for, or a full window would stay full.</summary>
    public bool HasRoom => _tail - _head < MaxMarks - 1;

    /// <summary>Whether everything is confirmed.</summary>
    public bool IsEmpty => _tail == _head;

    /// <summary>The ring position of the last watermark that came back; zero when none has.</summary>
    public long Received { get; private set; }

    /// <summary>Whether events have been received that no watermark on the wire will confirm; there is room for it.</summary>
    public bool NeedsMark => _head != _returned && At(_tail - 1).Confirms != _returned && _tail - _head < MaxMarks;

    /// <summary>The number that the next mark will have.</summary>
    public long NextNumber => _tail;

    /// <summary>Whether every mark has come back, confirmed or not.</summary>
    public bool IsReturned => _returned == _tail;

    /// <summary>When the last mark that came back was written, as a timestamp.</summary>
    public long ReturnedSince { get; private set; }

    /// <summary>When the oldest mark that has not come back was written, as a timestamp. Not when <see cref="IsReturned"/>.</summary>
    public long OutstandingSince => At(_returned).Since;

    /// <summary>When the oldest mark was written, as a timestamp. Not when <see cref="IsEmpty"/>.</summary>
    public long OldestSince => At(_head).Since;

    /// <summary>Remembers a mark that is being written, and returns its number.</summary>
    /// <param name="position">The ring position before which everything is covered.</param>
    /// <param name="events">The events since the mark before.</param>
    /// <param name="now">A timestamp.</param>
    /// <param name="ackId">The id by which it is acknowledged, if that is not its number.</param>
    public long Add(long position, long events, long now, long ackId = 0)
    {
        At(_tail) = new Mark(position, events, now, confirms: _returned, ackId);
        return _tail++;
    }

    /// <summary>
    /// A watermark came back, and with it every one before: a peer that is behind may answer only the latest ping
    /// (RFC 6455 §5.5.3).
    /// </summary>
    /// <param name="number">Its number.</param>
    /// <param name="position">The ring position up to which events are confirmed now.</param>
    /// <param name="events">The events that this confirms; zero when it confirms none.</param>
    /// <returns>False, and nothing changes, when no such watermark is on the wire.</returns>
    public bool TryReturn(long number, out long position, out long events)
    {
        position = 0;
        events = 0;
        if (number < _returned || number >= _tail)
        {
            return false;
        }

        _returned = number + 1;
        Received = At(number).Position;
        ReturnedSince = At(number).Since;
        for (long confirmed = At(number).Confirms; _head < confirmed; _head++)
        {
            position = At(_head).Position;
            events += At(_head).Events;
        }

        // A watermark without events has nothing to be confirmed.
        while (_head != _returned && At(_head).Events == 0)
        {
            _head++;
        }

        return true;
    }

    /// <summary>
    /// Notes the acknowledgement of one mark and takes out those at the front that are acknowledged: a ring is
    /// released in order, acknowledgements may come out of order.
    /// </summary>
    /// <returns>False when no mark was taken out.</returns>
    public bool TryAcknowledge(long number, out long position, out long events)
    {
        position = 0;
        events = 0;
        if (number >= PendingAcks.FirstId)
        {
            number = Find(number);
        }

        if (number < _head || number >= _tail)
        {
            return false;
        }

        At(number).IsAcknowledged = true;
        while (_head != _tail && At(_head).IsAcknowledged)
        {
            position = At(_head).Position;
            events += At(_head).Events;
            _head++;
        }

        _returned = _head;
        return position != 0;
    }

    /// <summary>Takes out the marks up to one, come back or not, and returns the events that they cover.</summary>
    /// <param name="number">The last one's number.</param>
    /// <param name="position">The ring position that it covers; 0 when there was none.</param>
    public long TakeThrough(long number, out long position)
    {
        long events = 0;
        position = 0;
        for (; _head <= number && _head != _tail; _head++)
        {
            events += At(_head).Events;
            position = At(_head).Position;
        }

        _returned = Math.Max(_returned, _head);
        return events;
    }

    /// <summary>Takes out every mark, and returns the events that they cover.</summary>
    public long TakeAll()
    {
        long events = 0;
        for (; _head != _tail; _head++)
        {
            events += At(_head).Events;
        }

        Clear();
        return events;
    }

    /// <summary>Forgets what is on the wire: it will be written again, or is not waited for any longer.</summary>
    public void Clear()
    {
        _head = _returned = _tail;
        Received = 0;
    }

    /// <summary>The mark that is acknowledged by an id of its own; -1 when there is none.</summary>
    private long Find(long ackId)
    {
        for (long number = _head; number != _tail; number++)
        {
            if (At(number).AckId == ackId)
            {
                return number;
            }
        }

        return -1;
    }

    private ref Mark At(long number) => ref _marks[number % MaxMarks];

    /// <param name="position">The ring position before which everything is covered.</param>
    /// <param name="events">The events since the mark before.</param>
    /// <param name="since">When it was written.</param>
    /// <param name="confirms">The first mark that had not come back then: this one's return confirms all before that.</param>
    /// <param name="ackId">The id by which it is acknowledged, if that is not its number.</param>
    private struct Mark(long position, long events, long since, long confirms, long ackId)
    {
        public readonly long AckId = ackId;
        public readonly long Position = position;
        public readonly long Events = events;
        public readonly long Since = since;
        public readonly long Confirms = confirms;
        public bool IsAcknowledged;
    }
}
