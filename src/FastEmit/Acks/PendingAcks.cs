using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Acks;

/// <summary>
/// The acknowledgements that callers of <c>EmitAsync</c> wait for, by id, over all lanes of an emitter. Bounded, with one
/// timer for all of them. Thread-safe; nobody else's code runs under its lock.
/// </summary>
/// <remarks>
/// An id is given out once and goes with its event over all connections, so that whichever answer comes first ends the
/// wait and every other one finds nothing.
/// </remarks>
internal sealed class PendingAcks : IDisposable
{
    /// <summary>
    /// The first id. Far above the numbers that <see cref="Delivery.InFlightWindow"/> gives to batches, and far below 2^53, from
    /// where on a server in JavaScript would lose digits.
    /// </summary>
    public const long FirstId = 1L << 42;

    /// <summary>Longer than this a timer is set anew: what timers take ends at 49 days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, AckWaiter> _waiting = [];
    private readonly int _maxCount;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource? _empty;
    private long _nextId = FirstId;
    private long _bytes;
    private long _timerDue = long.MaxValue;
    private bool _isDisposed;

    /// <param name="maxCount">How many may wait at a time.</param>
    /// <param name="maxBytes">How large their events may be together.</param>
    /// <param name="time">The clock of their timeouts.</param>
    public PendingAcks(int maxCount, long maxBytes, TimeProvider time)
    {
        _maxCount = maxCount;
        _maxBytes = maxBytes;
        _time = time;
        _timer = time.CreateTimer(
            static state => ((PendingAcks)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells ids of this emitter from those that an earlier one has left in a ring file.</summary>
    public long Owner { get; } = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Begins a wait. False when there are too many already.</summary>
    public bool TryAdd(int bytes, TimeSpan timeout, bool cancelable, [NotNullWhen(true)] out AckWaiter? waiter)
    {
        waiter = null;
        long now = _time.GetTimestamp();
        lock (_lock)
        {
            // One event always may, however large.
            if (_waiting.Count >= _maxCount || (_bytes + bytes > _maxBytes && _waiting.Count != 0))
            {
                return false;
            }

            waiter = AckWaiter.Rent(cancelable);
            waiter.Id = _nextId++;
            waiter.Bytes = bytes;
            waiter.Started = now;
            waiter.Timeout = timeout;
            waiter.Deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : now + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
            _waiting.Add(waiter.Id, waiter);
            _bytes += bytes;
            Watch(waiter.Deadline, now);
            return true;
        }
    }

    /// <summary>Whether anybody waits for it.</summary>
    public bool IsPending(long id)
    {
        lock (_lock)
        {
            return _waiting.ContainsKey(id);
        }
    }

    /// <summary>Notes that the event is being written. False when nobody waits any more.</summary>
    public bool OnWrite(long id)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(id, out AckWaiter? waiter))
            {
                return false;
            }

            waiter.Writes++;
            return true;
        }
    }

    /// <summary>The server's answer has come.</summary>
    public void Complete(long id, ReadOnlySpan<byte> arguments)
    {
        if (id >= FirstId && TryRemove(id, out AckWaiter? waiter))
        {
            waiter.Complete(arguments, _time.GetElapsedTime(waiter.Started));
        }
    }

    /// <summary>The answer cannot come any more.</summary>
    public void Fail(long id, EmitFailure failure)
    {
        if (TryRemove(id, out AckWaiter? waiter))
        {
            waiter.Fail(new EmitFailedException(failure, waiter.Timeout));
        }
    }

    /// <summary>Nobody waits any more. Ids are never used twice, so that a late call ends nobody else's wait.</summary>
    public void Cancel(AckWaiter waiter, CancellationToken cancellationToken)
    {
        if (TryRemove(waiter.Id, out _))
        {
            waiter.Fail(new OperationCanceledException("The wait for an acknowledgement was cancelled. The event stays queued.", cancellationToken));
        }
    }

    /// <summary>Ends every wait.</summary>
    public void FailAll(EmitFailure failure)
    {
        long[] ids;
        lock (_lock)
        {
            ids = [.. _waiting.Keys];
        }

        foreach (long id in ids)
        {
            Fail(id, failure);
        }
    }

    /// <summary>Completes when nobody waits.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _timer.Dispose();
    }

    private bool TryRemove(long id, [NotNullWhen(true)] out AckWaiter? waiter)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(id, out waiter))
            {
                return false;
            }

            _bytes -= waiter.Bytes;
            if (_waiting.Count == 0)
            {
                _empty?.SetResult();
                _empty = null;
            }

            return true;
        }
    }

    /// <summary>Makes sure that the timer fires at <paramref name="deadline"/>. It is touched only when it is set for later. Under the lock.</summary>
    private void Watch(long deadline, long now)
    {
        if (deadline >= _timerDue || _isDisposed)
        {
            return;
        }

        _timerDue = deadline;
        TimeSpan left = deadline <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, deadline) + TimeSpan.FromMilliseconds(1);
        _timer.Change(left < LongestTimer ? left : LongestTimer, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        List<long> expired = [];
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            long next = long.MaxValue;
            foreach (AckWaiter waiter in _waiting.Values)
            {
                if (waiter.Deadline <= now)
                {
                    expired.Add(waiter.Id);
                }
                else
                {
                    next = Math.Min(next, waiter.Deadline);
                }
            }

            _timerDue = long.MaxValue;
            Watch(next, now);
        }

        foreach (long id in expired)
        {
            Fail(id, EmitFailure.TimedOut);
        }
    }
}
