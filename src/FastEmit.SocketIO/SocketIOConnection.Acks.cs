using FastEmit.SocketIO.Acks;

namespace FastEmit.SocketIO;

/// <content>One timer for the acks of all sockets.</content>
public sealed partial class SocketIOConnection
{
    private readonly DeadlineTimer _ackTimer;

    /// <summary>The timestamp at which <paramref name="timeout"/> has passed; <see cref="long.MaxValue"/> for never.</summary>
    internal long DeadlineAfter(TimeSpan timeout) => _ackTimer.After(timeout);

    /// <summary>Makes sure that the timer fires at <paramref name="deadline"/>. Under <see cref="Sync"/>.</summary>
    internal void WatchDeadline(long deadline) => _ackTimer.Watch(deadline);

    private void OnAckTimer()
    {
        List<AckCompletion> expired = [];
        lock (Sync)
        {
            long now = _ackTimer.Now;
            long next = long.MaxValue;
            foreach (SocketIOSocket socket in _sockets.All)
            {
                next = Math.Min(next, socket.Emits.TakeExpired(now, expired));
            }

            _ackTimer.Reset(next);
        }

        foreach (AckCompletion completion in expired)
        {
            completion.Fail(new TimeoutException($"No ack came within {completion.Timeout.TotalSeconds:0.###} s."));
        }
    }
}
