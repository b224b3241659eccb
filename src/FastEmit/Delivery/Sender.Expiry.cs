using System.Runtime.CompilerServices;
using FastEmit.Buffers;

namespace FastEmit.Delivery;

/// <summary>Events that are worth nothing any more when their time has come, connected or not (<see cref="HookEmitterOptions.TimeToLive"/>).</summary>
internal sealed partial class Sender
{
    private bool IsExpired(in RingRecord record) => _time.GetElapsedTime(record.Timestamp) > _options.TimeToLive;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Expire(in RingRecord record)
    {
        _lane.CountDiscarded(DropReason.Expired, 1);
        _lane.ShowLost(DropReason.Expired, record.Packet);
        FailAcknowledgement(record, EmitFailure.Expired);
        PassOver(record);
    }

    /// <summary>Drops what has expired at the front of the ring while nothing can be sent: fresh events need the room.</summary>
    private void ExpireWaiting()
    {
        while (_options.TimeToLive != Timeout.InfiniteTimeSpan && _ring.TryRead(_sent, out RingRecord head) && IsExpired(head))
        {
            Expire(head);
        }
    }

    /// <summary>A wait that ends when the first record that waits expires.</summary>
    private TimeSpan BoundByExpiry(TimeSpan wait)
    {
        if (_options.TimeToLive == Timeout.InfiniteTimeSpan || !_ring.TryRead(_sent, out RingRecord head))
        {
            return wait;
        }

        TimeSpan left = _options.TimeToLive - _time.GetElapsedTime(head.Timestamp) + TimeSpan.FromMilliseconds(1);
        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return wait == Timeout.InfiniteTimeSpan || left < wait ? left : wait;
    }
}
