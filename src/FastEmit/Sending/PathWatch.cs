using FastEmit.SocketIO.Transports;

namespace FastEmit.Sending;

/// <summary>
/// Whether the server's system acknowledges what is sent to it: a path that loses packets does not, a server that is busy does.
/// Owned by the sender.
/// </summary>
internal sealed class PathWatch(PassClock clock)
{
    private bool _isWaiting;
    private long _acknowledged;
    private long _since;

    /// <summary>For how long nothing was acknowledged although something should have been, as far as the looks tell.</summary>
    public TimeSpan StillFor => _isWaiting ? clock.Since(_since) : TimeSpan.Zero;

    /// <summary>A connection begins.</summary>
    public void Begin() => _isWaiting = false;

    /// <summary>Looks. False where the system does not tell.</summary>
    public bool TryLook(Session session, out TcpProgress progress)
    {
        if (!session.TryReadProgress(out progress))
        {
            return false;
        }

        if (progress.Unacknowledged == 0)
        {
            _isWaiting = false;
        }
        else if (!_isWaiting || progress.Acknowledged != _acknowledged)
        {
            _isWaiting = true;
            _acknowledged = progress.Acknowledged;
            _since = clock.Now;
        }

        return true;
    }
}
