using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <content>
/// Engine.IO's heartbeat: a ping, its answer within pingTimeout, the next ping pingInterval later. One timer serves both waits; which of
/// them it is in is <c>_awaitsPong</c>, changed by compare-and-exchange because the timer and the reading loop race for it.
/// </content>
internal sealed partial class CollectorSession
{
    /// <summary>A whole text frame with the packet <c>2</c>.</summary>
    private static readonly byte[] HeartbeatFrame = [0x81, 0x01, (byte)'2'];

    private const int Beating = 0;
    private const int AwaitingPong = 1;

    private int _awaitsPong = Beating;

    private void OnHeartbeatDue()
    {
        if (Interlocked.CompareExchange(ref _awaitsPong, AwaitingPong, Beating) == Beating)
        {
            _heartbeat.Change(_options.PingTimeout, Timeout.InfiniteTimeSpan);
            _ = SendHeartbeatAsync();
        }
        else
        {
            // A client that reads nothing takes no close frame either.
            _collector.CountHeartbeatTimeout();
            _abort();
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

    private async Task SendHeartbeatAsync()
    {
        try
        {
            await SendAsync(HeartbeatFrame).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The reading loop finds out by itself.
        }
    }

    private void OnConnectDeadline() => RequestClose(CloseCode.PolicyViolation, "No namespace was connected in time.");
}
