using System.Runtime.CompilerServices;
using FastEmit.Buffers;

namespace FastEmit.Lanes;

/// <summary>The producers that wait for room in a lane's ring, first come, first served.</summary>
/// <remarks>
/// <para>
/// <b>No wake-up is lost.</b> A waiter enters the queue and then tries to append; the sender releases and then looks
/// whether anybody is in the queue. One of them must see the other's write, which takes a full fence on both sides. The
/// waiter, who is about to block anyway, pays for both (<see cref="Interlocked.MemoryBarrierProcessWide"/>), so the
/// sender's look is a plain load. Closing is the same with the ring's seal in place of the release.
/// </para>
/// <para>
/// <b>Everybody makes progress.</b> Only the first tries to append, so a large event does not starve behind small ones
/// in the queue, and a release wakes one thread, not all. A thread that leaves the queue as its first, for whatever reason,
/// wakes the next, who may find room as well.
/// </para>
/// </remarks>
internal sealed class RoomQueue
{
    // A monitor, not a Lock: Lock allocates when it is first contended, and waiting must not.
    private readonly object _gate = new();
    private RoomWaiter? _first;
    private RoomWaiter? _last;

    /// <summary>After a release, or after the ring was sealed. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnReleased()
    {
        if (Volatile.Read(ref _first) is not null)
        {
            WakeFirst();
        }
    }

    /// <summary>Blocks until the packet is in the ring, the ring is sealed, or the timeout has passed.</summary>
    public AppendResult Append(Lane lane, ReadOnlySpan<byte> packet, TimeSpan timeout, TimeProvider time)
    {
        RoomWaiter waiter = RoomWaiter.OfThread;
        long started = time.GetTimestamp();
        Enter(waiter);
        try
        {
            TimeSpan left;
            do
            {
                if (Volatile.Read(ref _first) == waiter && lane.TryAppend(packet) is var result && result != AppendResult.Full)
                {
                    return result;
                }

                left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - time.GetElapsedTime(started);
            }
            while ((left > TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan) && waiter.Wait(left));

            return AppendResult.Full;
        }
        finally
        {
            Leave(waiter);
        }
    }

    private void Enter(RoomWaiter waiter)
    {
        lock (_gate)
        {
            waiter.Previous = _last;
            if (_last is null)
            {
                Volatile.Write(ref _first, waiter);
            }
            else
            {
                _last.Next = waiter;
            }

            _last = waiter;
        }

        Interlocked.MemoryBarrierProcessWide();
    }

    private void Leave(RoomWaiter waiter)
    {
        lock (_gate)
        {
            RoomWaiter? previous = waiter.Previous;
            RoomWaiter? next = waiter.Next;
            _last = _last == waiter ? previous : _last;
            next?.Previous = previous;
            previous?.Next = next;
            if (_first == waiter)
            {
                Volatile.Write(ref _first, next);
                next?.Wake();
            }

            waiter.Reset();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeFirst()
    {
        lock (_gate)
        {
            _first?.Wake();
        }
    }
}
