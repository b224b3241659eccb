using System.Runtime.CompilerServices;
using FastEmit.Buffers;

namespace FastEmit.Delivery;

/// <summary>Getting past a record that no session survives (<see cref="PoisonSearch"/>).</summary>
internal sealed partial class Sender
{
    /// <summary>
    /// How long a connection has to last before a record is tried on it. A server that ends its connections for another reason does so
    /// in here rather than in the few milliseconds of a trial.
    /// </summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(250);

    private readonly PoisonSearch _poison;
    private readonly TrialTurn _turn;
    private long _sessionSince;

    /// <summary>The connections that trials had ended when this one was last asked whether it lives; -1 before.</summary>
    private int _askedAfterLosses;

    private void BeginSession()
    {
        _poison.Begin();
        _sessionSince = _time.GetTimestamp();
        _askedAfterLosses = -1;
    }

    /// <summary>The server has confirmed events.</summary>
    private void NoteProgress(LaneConnection connection, long position)
    {
        if (!_poison.HasProgress)
        {
            connection.Ticket.RecordSuccess();
        }

        _poison.OnConfirmed(position);
        _turn.Return(_lane, isLost: false);
    }

    /// <summary>
    /// The connection, or a namespace, was lost: everything that is not confirmed will be written again, unless one record is to
    /// blame for it.
    /// </summary>
    private SessionEnd EndSession(LaneConnection connection, string reason)
    {
        SessionEnd end = _poison.End(_ring.Confirmed, _sent, CountUnconfirmed(), isAlone: !_held.HasReleased);
        Rewind();
        BeginSession();
        _turn.Return(_lane, isLost: end >= SessionEnd.Trial);
        if (end == SessionEnd.Poisoned && _ring.TryRead(_sent, out RingRecord record))
        {
            _pool.ReportPoisoned(connection.Ticket.Endpoint, record.Packet, _poison.Trials, reason);
            GiveUp(record, DropReason.Poisoned, EmitFailure.Poisoned, reason);
        }

        return end;
    }

    /// <summary>
    /// Whether the loss of a connection says nothing of the server's health: a record did it, of this lane or of another. There are
    /// few such losses before the record is given up, and they must not open the circuit, behind which everything else would wait;
    /// where records are tried for ever, they count.
    /// </summary>
    private bool IsExcused(SessionEnd end) =>
        _options.PoisonAttempts != 0 && (end >= SessionEnd.Narrowed || (end == SessionEnd.Fruitless && _turn.IsDisturbed));

    /// <summary>A limit that lets no more records on the way than the search wants.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FlowLimit Narrow(FlowLimit limit)
    {
        long end = _ring.Confirmed;
        for (int count = 0; count < _poison.Limit && _ring.TryRead(end, out RingRecord record); count++)
        {
            end = record.End;
        }

        return limit with { Furthest = Math.Min(limit.Furthest, end) };
    }

    /// <summary>
    /// Whether the first record that waits may go alone now: on a connection that has answered and stayed quiet, and while no other
    /// lane has anything on the way.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MayTry(LaneConnection connection, ReadOnlySpan<byte> name, out TimeSpan wait)
    {
        TimeSpan quiet = QuietTime - _time.GetElapsedTime(Math.Max(_sessionSince, connection.Find(name)!.Since));
        if (quiet > TimeSpan.Zero)
        {
            wait = quiet;
            return false;
        }

        return _turn.TryTake(_lane, out wait) && IsAlive();
    }

    /// <summary>
    /// Whether the connection has answered since another lane's trial last ended one: it may be as dead without knowing it. One
    /// that never answers is taken for alive.
    /// </summary>
    private bool IsAlive()
    {
        if (_askedAfterLosses != _turn.Losses)
        {
            _askedAfterLosses = _turn.Losses;
            _wantsMark = true;
        }

        return _isFlowUnknown || (!_wantsMark && Marks.IsReturned);
    }

    private long CountUnconfirmed()
    {
        long count = 0;
        for (long position = _ring.Confirmed; position < _sent && _ring.TryRead(position, out RingRecord record) && record.End <= _sent; count++)
        {
            position = record.End;
        }

        return count;
    }
}
