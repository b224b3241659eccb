using FastEmit.Protocol.EngineIO;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// Gives the server up when its pings stop. A ping costs one timestamp; the single timer is set again only when it fires, for what is
/// left of the patience by then.
/// </summary>
internal sealed class HeartbeatMonitor : IDisposable
{
    private readonly EngineHandshake _handshake;
    private readonly TimeProvider _timeProvider;
    private readonly Action _onTimeout;
    private readonly ITimer _timer;
    private long _lastPing;

    /// <param name="handshake">The server's heartbeat.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="onTimeout">Called once, on a timer's thread.</param>
    public HeartbeatMonitor(EngineHandshake handshake, TimeProvider timeProvider, Action onTimeout)
    {
        _handshake = handshake;
        _timeProvider = timeProvider;
        _onTimeout = onTimeout;
        _lastPing = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(
            static state => ((HeartbeatMonitor)state!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(HeartbeatRules.ClientPatience(handshake), Timeout.InfiniteTimeSpan);
    }

    public void OnPing() => Volatile.Write(ref _lastPing, _timeProvider.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        TimeSpan silence = _timeProvider.GetElapsedTime(Volatile.Read(ref _lastPing));
        TimeSpan remaining = HeartbeatRules.ClientRemaining(_handshake, silence);
        if (remaining <= TimeSpan.Zero)
        {
            _onTimeout();
        }
        else
        {
            _timer.Change(remaining, Timeout.InfiniteTimeSpan);
        }
    }
}
