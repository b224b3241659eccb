using FastEmit.Pooling;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Delivery;

/// <summary>
/// At-least-once towards a server that has never answered a watermark: events are released as written once the system at the other
/// end of the connection has acknowledged every byte of them. Until then they stay, and are written again after a loss.
/// </summary>
internal sealed partial class Sender
{
    /// <summary>How often the system is asked while something is not acknowledged.</summary>
    private static readonly TimeSpan AcknowledgedInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether events of the present connection are released without proof.</summary>
    private bool _isUnproved;

    /// <summary>The first watermark that the present connection may answer.</summary>
    private long _firstMark;

    /// <summary>What has to be acknowledged for <see cref="_awaitedMark"/>; 0 when nothing is awaited.</summary>
    private long _awaitedBytes;

    /// <summary>The watermark whose bytes, and all before, are awaited.</summary>
    private long _awaitedMark;

    private long _askedAt;

    private void BeginProof(LaneConnection connection)
    {
        Endpoint endpoint = connection.Ticket.Endpoint;
        _path.Begin();
        _firstMark = Marks.NextNumber;
        _awaitedBytes = 0;
        _isSecondTry = endpoint.Pongs != PongHistory.Unknown;
        bool isMute = endpoint.Pongs == PongHistory.Mute && MayDoWithoutProof(endpoint) && connection.TryReadProgress(out _);
        SetUnproved(connection, isMute);
    }

    /// <summary>The server has answered a watermark of this connection.</summary>
    private void OnAnswered(LaneConnection connection)
    {
        Endpoint endpoint = connection.Ticket.Endpoint;
        bool wasMute = endpoint.Pongs == PongHistory.Mute;
        if (endpoint.Note(PongHistory.Answered) && wasMute)
        {
            _pool.ReportPongs(endpoint, missing: false);
        }

        if (_isUnproved)
        {
            SetUnproved(connection, false);
        }
    }

    private void SetUnproved(LaneConnection connection, bool value)
    {
        _isUnproved = value;
        Volatile.Write(ref Counters.WithoutPongs, value ? 1 : 0);
        if (value)
        {
            _flow.Lift(); // What is unacknowledged is bounded all the same.
            if (connection.Ticket.Endpoint.Note(PongHistory.Mute))
            {
                _pool.ReportPongs(connection.Ticket.Endpoint, missing: true);
            }
        }
    }

    /// <summary>Releases what the other end's system has acknowledged. Nothing that is written may wait to be flushed.</summary>
    private void TakeAcknowledgedBytes(LaneConnection connection)
    {
        if (_inFlight.IsEmpty || _time.GetElapsedTime(_askedAt) < AcknowledgedInterval)
        {
            return;
        }

        _askedAt = _time.GetTimestamp();
        if (!_path.TryLook(connection, out TcpProgress progress))
        {
            return;
        }

        if (_awaitedBytes == 0)
        {
            _awaitedBytes = progress.Acknowledged + progress.Unacknowledged;
            _awaitedMark = _inFlight.NextNumber - 1;
        }

        if (progress.Acknowledged >= _awaitedBytes)
        {
            _awaitedBytes = 0;
            long events = _inFlight.TakeThrough(_awaitedMark, out long position);
            Prove(connection);
            if (position > _ring.Confirmed)
            {
                Release(position, confirmed: 0, written: events);
                NoteProgress(connection, position);
            }

            connection.Health.OnConfirmed();
            ReleaseSettled();
        }
    }

    /// <summary>A wait that ends in time to ask again.</summary>
    private TimeSpan BoundByAcknowledged(TimeSpan wait) =>
        _isUnproved && !_inFlight.IsEmpty && (wait == Timeout.InfiniteTimeSpan || wait > AcknowledgedInterval) ? AcknowledgedInterval : wait;
}
