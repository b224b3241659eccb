using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// Engine.IO's heartbeat: a ping, its answer within pingTimeout, the next ping pingInterval later. One timer serves both waits; which of
/// them it is in is <c>_awaitsPong</c>, changed by compare-and-exchange because the timer and the dispatching thread race for it.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private const int Beating = 0;
    private const int AwaitingPong = 1;

    private readonly TimeSpan _interval;
    private readonly TimeSpan _timeout;
    private readonly ClientLink _link;
    private readonly SessionReports _reports;
    private readonly ITimer _timer;
    private int _awaitsPong = Beating;

    public Heartbeat(CollectorOptions options, ClientLink link, SessionReports reports)
    {
        _interval = options.PingInterval;
        _timeout = options.PingTimeout;
        _link = link;
        _reports = reports;
        _timer = options.TimeProvider.CreateTimer(
            static heartbeat => ((Heartbeat)heartbeat!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start() => _timer.Change(_interval, Timeout.InfiniteTimeSpan);

    /// <summary>A pong has come. One that nobody asked for changes nothing.</summary>
    public void OnAnswered()
    {
        if (Interlocked.CompareExchange(ref _awaitsPong, Beating, AwaitingPong) == AwaitingPong)
        {
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnDue()
    {
        if (Interlocked.CompareExchange(ref _awaitsPong, AwaitingPong, Beating) == Beating)
        {
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
            _link.Outgoing.Add(PacketKind.Text, EngineProtocol.PingPacket);
            _link.Wake();
        }
        else
        {
            // A client that reads nothing takes no close frame either.
            _reports.HeartbeatMissed(_timeout);
            _link.Abort();
        }
    }
}
