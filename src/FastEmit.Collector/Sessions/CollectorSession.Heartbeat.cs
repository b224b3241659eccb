using FastEmit.Collector.Logging;
using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.Collector.Sessions;

/// <content>
/// Engine.IO's heartbeat: a ping, its answer within pingTimeout, the next ping pingInterval later. One timer serves both waits; which of
/// them it is in is <c>_awaitsPong</c>, changed by compare-and-exchange because the timer and the dispatching thread race for it.
/// </content>
internal sealed partial class CollectorSession
{
    private const int Beating = 0;
    private const int AwaitingPong = 1;

    private int _awaitsPong = Beating;

    private void OnHeartbeatDue()
    {
        if (Interlocked.CompareExchange(ref _awaitsPong, AwaitingPong, Beating) == Beating)
        {
            _heartbeat.Change(_options.PingTimeout, Timeout.InfiniteTimeSpan);
            Outgoing.Add(PacketKind.Text, EngineProtocol.PingPacket);
            Volatile.Read(ref _transport)?.Wake();
        }
        else
        {
            // A client that reads nothing takes no close frame either.
            Interlocked.Increment(ref _collector.Counters.HeartbeatTimeouts);
            _collector.Logger.HeartbeatMissed(Id, _options.PingTimeout.TotalSeconds);
            Abort();
        }
    }

    private void OnHeartbeatAnswered()
    {
        // An answer that nobody asked for changes nothing.
        if (Interlocked.CompareExchange(ref _awaitsPong, Beating, AwaitingPong) == AwaitingPong)
        {
            _heartbeat.Change(_options.PingInterval, Timeout.InfiniteTimeSpan);
        }
    }
}
