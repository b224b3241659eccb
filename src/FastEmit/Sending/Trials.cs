using System.Runtime.CompilerServices;
using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Lanes;

namespace FastEmit.Sending;

/// <summary>
/// Getting past a record that no session survives: <see cref="PoisonSearch"/> finds it, and its trials are held so that they tell
/// something. Owned by the sender.
/// </summary>
internal sealed class Trials(Lane lane, PassClock clock, Positions positions, Watermarks marks, int attempts, TrialTurn turn, HeldPackets held, TimeSpan answerTimeout)
{
    /// <summary>
    /// How long a connection has to last before a record is tried on it. A server that ends its connections for another reason does so
    /// in here rather than in the few milliseconds of a trial.
    /// </summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(250);

    private readonly PoisonSearch _search = new(attempts);
    private long _sessionSince;

    /// <summary>Whether a record went alone in the present session.</summary>
    private bool _isAlone;

    /// <summary>The connections that trials had ended when this one was last asked whether it lives; -1 before.</summary>
    private int _askedAfterLosses;

    /// <summary>Whether the next record goes alone.</summary>
    public bool IsTrial => _search.IsTrial;

    /// <summary>How often the record that was alone last has ended a session.</summary>
    public int Count => _search.Trials;

    /// <summary>A session begins.</summary>
    public void Begin()
    {
        _search.Begin();
        _sessionSince = clock.Now;
        _askedAfterLosses = -1;
        _isAlone = false;
    }

    /// <summary>The server has confirmed events.</summary>
    public void OnConfirmed(Session session, long position)
    {
        if (!_search.HasProgress)
        {
            session.Lease.Ticket.RecordSuccess();
        }

        _search.OnConfirmed(position);
        turn.Return(lane, clock, isLost: false);
    }

    /// <summary>A session has ended, and not because this side wanted it. The positions are still those of its end.</summary>
    public SessionEnd End() => _search.End(positions.Confirmed, positions.Sent, CountUnconfirmed(), _isAlone);

    /// <summary>Lets the other lanes go on.</summary>
    public void ReturnTurn(bool isLost) => turn.Return(lane, clock, isLost);

    /// <summary>The lane has nothing on the way any more, or has again.</summary>
    public void OnDrained() => turn.OnDrained(lane);

    /// <summary>Whether the lane has to keep still for another one's trial.</summary>
    public bool IsOthersTurn(out TimeSpan wait) => turn.IsOthers(lane, clock, out wait);

    /// <summary>
    /// Whether the loss of a connection says nothing of the server's health: a record did it, of this lane or of another. There are
    /// few such losses before the record is given up, and they must not open the circuit, behind which everything else would wait;
    /// where records are tried for ever, they count.
    /// </summary>
    public bool IsExcused(SessionEnd end) =>
        attempts != 0 && (end >= SessionEnd.Narrowed || (end == SessionEnd.Fruitless && turn.IsDisturbed(clock)));

    /// <summary>A limit that lets no more records on the way than the search wants.</summary>
    public FlowLimit Narrow(FlowLimit limit) => _search.IsSearching ? NarrowSlow(limit) : limit;

    /// <summary>
    /// Whether the first record that waits may go alone now: on a connection that has answered and stayed quiet, while no other lane has
    /// anything on the way, and when what was written again has its answers, or has had time enough for them.
    /// </summary>
    /// <param name="session">The connection.</param>
    /// <param name="name">The record's namespace, which is joined.</param>
    /// <param name="wait">How long not.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool MayTry(Session session, ReadOnlySpan<byte> name, out TimeSpan wait)
    {
        TimeSpan quiet = QuietTime - clock.Since(Math.Max(_sessionSince, session.Namespaces.Find(name)!.Since));
        if (quiet > TimeSpan.Zero)
        {
            wait = quiet;
            return false;
        }

        if (held.HasReleased && clock.LeftOf(answerTimeout, _sessionSince) is var left && left > TimeSpan.Zero)
        {
            wait = left;
            return false;
        }

        if (!turn.TryTake(lane, clock, out wait))
        {
            return false;
        }

        wait = Timeout.InfiniteTimeSpan; // The answer wakes the sender, or the end of the connection does; the turn's end changes nothing.
        return _isAlone = IsAlive();
    }

    /// <summary>
    /// Whether the connection has answered since another lane's trial last ended one: it may be as dead without knowing it. One
    /// that never answers is taken for alive.
    /// </summary>
    private bool IsAlive()
    {
        if (_askedAfterLosses != turn.Losses)
        {
            _askedAfterLosses = turn.Losses;
            marks.IsWanted = true;
        }

        return marks.IsUnknown || (!marks.IsWanted && marks.Window.IsReturned);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FlowLimit NarrowSlow(FlowLimit limit)
    {
        long end = positions.Confirmed;
        for (int count = 0; count < _search.Limit && lane.Ring.TryRead(end, out RingRecord record); count++)
        {
            end = record.End;
        }

        return limit with { Furthest = Math.Min(limit.Furthest, end) };
    }

    private long CountUnconfirmed()
    {
        long count = 0;
        long sent = positions.Sent;
        for (long position = positions.Confirmed;
            position < sent && lane.Ring.TryRead(position, out RingRecord record) && record.End <= sent;
            count++)
        {
            position = record.End;
        }

        return count;
    }
}
