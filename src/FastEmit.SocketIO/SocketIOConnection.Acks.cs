using FastEmit.SocketIO.Acks;

namespace FastEmit.SocketIO;

/// <content>One timer for the acks of all sockets. It is set only when a deadline comes before the one that it is set for.</content>
public sealed partial class SocketIOConnection
{
    private readonly ITimer _ackTimer;
    private long _ackTimerDue = long.MaxValue;

    /// <summary>The timestamp at which <paramref name="timeout"/> has passed.</summary>
    internal long DeadlineAfter(TimeSpan timeout) =>
        TimeProvider.GetTimestamp() + (long)(timeout.TotalSeconds * TimeProvider.TimestampFrequency);

    /// <summary>Makes sure that the timer fires at <paramref name="deadline"/>. Under <see cref="Sync"/>.</summary>
    internal void WatchDeadline(long deadline)
    {
        if (deadline >= _ackTimerDue)
        {
            return;
        }

        _ackTimerDue = deadline;
        TimeSpan left = TimeProvider.GetElapsedTime(TimeProvider.GetTimestamp(), deadline);
        _ackTimer.Change(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void OnAckTimer()
    {
        List<AckCompletion> expired = [];
        lock (Sync)
        {
            long now = TimeProvider.GetTimestamp();
            long next = long.MaxValue;
            foreach (SocketIOSocket socket in _sockets.Values)
            {
                socket.TakeExpiredAcks(now, expired);
                next = Math.Min(next, socket.EarliestDeadline());
            }

            _ackTimerDue = long.MaxValue;
            if (next != long.MaxValue && !_disposed)
            {
                WatchDeadline(next);
            }
        }

        foreach (AckCompletion completion in expired)
        {
            completion.Fail(new TimeoutException($"No ack came within {completion.Timeout.TotalSeconds:0.###} s."));
        }
    }
}
