using System.Diagnostics.CodeAnalysis;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Acks;

namespace FastEmit.Acks;

/// <summary>
/// The acknowledgements that callers of <c>EmitAsync</c> wait for, by id, over all lanes of an emitter. Bounded, with one
/// timer for all of them. Thread-safe; no foreign code runs under its lock.
/// </summary>
/// <remarks>
/// <para>
/// An id is given out once and goes with its event over all connections, so that whichever answer comes first ends the
/// wait and every other one finds nothing.
/// </para>
/// <para>
/// <b>Why a lock, outside of the sending core.</b> The core knows it as <see cref="IAwaitedAnswers"/> only. No lane can own the table: a wait begins
/// on the caller's thread, and it must end at its timeout, by its token and with the answer also while the lane's thread is held up in a
/// write or has no connection. The lock is held for one look-up in a dictionary; callers of <c>EmitAsync</c>, read loops, senders and the timer contend for
/// it, and only where events are emitted that way: a sender that has written none of them never takes it.
/// </para>
/// </remarks>
internal sealed class PendingAcks : IAwaitedAnswers, IDisposable
{
    /// <summary>
    /// The first id. Far above the numbers that the sending core gives to batches, and far below 2^53, from
    /// where on a server in JavaScript would lose digits.
    /// </summary>
    public const long FirstId = 1L << 42;

    private readonly Lock _lock = new();
    private readonly AckTable<AckWaiter> _waiting = new(FirstId);
    private readonly int _maxCount;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly DeadlineTimer _timer;
    private TaskCompletionSource? _empty;
    private long _bytes;

    /// <param name="maxCount">How many may wait at a time.</param>
    /// <param name="maxBytes">How large their events may be together.</param>
    /// <param name="time">The clock of their timeouts.</param>
    public PendingAcks(int maxCount, long maxBytes, TimeProvider time)
    {
        _maxCount = maxCount;
        _maxBytes = maxBytes;
        _time = time;
        _timer = new DeadlineTimer(time, OnTimer);
        Cancel = (waiter, cancellationToken) =>
        {
            if (TryRemove(waiter.Id, out _))
            {
                waiter.Fail(new OperationCanceledException("The wait for an acknowledgement was cancelled. The event stays queued.", cancellationToken));
            }
        };
    }

    /// <inheritdoc/>
    public long Owner { get; } = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>Ends a wait. Ids are never used twice, so a late call cannot end another wait.</summary>
    public Action<AckCompletion, CancellationToken> Cancel { get; }

    /// <inheritdoc/>
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
            waiter.Id = _waiting.NextId();
            waiter.Bytes = bytes;
            waiter.Started = now;
            waiter.Timeout = timeout;
            waiter.Deadline = Durations.After(now, timeout, _time.TimestampFrequency);
            _waiting.Add(waiter);
            _bytes += bytes;
            _timer.Watch(waiter.Deadline);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool IsPending(long id)
    {
        lock (_lock)
        {
            return _waiting.Contains(id);
        }
    }

    /// <inheritdoc/>
    public bool OnWrite(long id)
    {
        lock (_lock)
        {
            if (!_waiting.TryGet(id, out AckWaiter? waiter))
            {
                return false;
            }

            waiter.Writes++;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Complete(long id, ReadOnlySpan<byte> arguments)
    {
        if (id >= FirstId && TryRemove(id, out AckWaiter? waiter))
        {
            waiter.Elapsed = _time.GetElapsedTime(waiter.Started);
            waiter.Complete(arguments, default);
        }
    }

    /// <inheritdoc/>
    public void Fail(long id, EmitFailure failure)
    {
        if (TryRemove(id, out AckWaiter? waiter))
        {
            waiter.Fail(new EmitFailedException(failure, waiter.Timeout));
        }
    }

    /// <summary>Ends every wait.</summary>
    public void FailAll(EmitFailure failure)
    {
        List<AckWaiter> waiters;
        lock (_lock)
        {
            waiters = _waiting.RemoveAll(static _ => true);
            waiters.ForEach(OnRemoved);
        }

        waiters.ForEach(waiter => waiter.Fail(new EmitFailedException(failure, waiter.Timeout)));
    }

    /// <summary>Completes when no wait is left.</summary>
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

    public void Dispose() => _timer.Dispose();

    private bool TryRemove(long id, [NotNullWhen(true)] out AckWaiter? waiter)
    {
        lock (_lock)
        {
            if (!_waiting.TryRemove(id, out waiter))
            {
                return false;
            }

            OnRemoved(waiter);
            return true;
        }
    }

    /// <summary>Under the lock.</summary>
    private void OnRemoved(AckWaiter waiter)
    {
        _bytes -= waiter.Bytes;
        if (_waiting.Count == 0)
        {
            _empty?.SetResult();
            _empty = null;
        }
    }

    private void OnTimer()
    {
        List<AckWaiter> expired = [];
        lock (_lock)
        {
            long now = _timer.Now;
            while (_waiting.TryTakeExpired(now, out AckWaiter? waiter))
            {
                OnRemoved(waiter);
                expired.Add(waiter);
            }

            _timer.Reset(_waiting.NextDeadline());
        }

        expired.ForEach(static waiter => waiter.Fail(new EmitFailedException(EmitFailure.TimedOut, waiter.Timeout)));
    }
}
