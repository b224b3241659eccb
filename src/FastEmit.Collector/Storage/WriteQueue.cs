using System.Diagnostics;

namespace FastEmit.Collector.Storage;

/// <summary>
/// Events between the connections and a store's disk or network. Ids count what was appended here. Thread-safe; the writer is one.
/// </summary>
internal sealed class WriteQueue(int capacity, long lastId) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly Queue<(long Id, TaskCompletionSource Stored)> _waiters = new();
    private readonly RecordBuffers _buffers = new();
    private long _taken = lastId;
    private long _stored = lastId;
    private TaskCompletionSource? _room;
    private long? _closedAt;
    private bool _isClosed;
    private bool _isWoken;

    /// <summary>The id of the last event that was appended.</summary>
    public long LastId => Interlocked.Read(ref _taken);

    /// <summary>The id of the last event that is stored.</summary>
    public long StoredId => Interlocked.Read(ref _stored);

    /// <summary>Bytes that wait, without those that the writer has at hand.</summary>
    public int Length => _buffers.Length;

    /// <summary>Bytes that wait, with the last that the writer has taken: what is not stored while it fails.</summary>
    public int Unstored => _buffers.Length + _buffers.AtHand;

    /// <summary>When it was closed, as a timestamp; null while it is open.</summary>
    public long? ClosedAt
    {
        get
        {
            lock (_lock)
            {
                return _closedAt;
            }
        }
    }

    public bool IsCongested => Length > capacity;

    public void Append(EventRecords events)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(EventStore));
            _buffers.Append(events);
            Interlocked.Exchange(ref _taken, _taken + events.Count);
            if (_work.CurrentCount == 0)
            {
                _work.Release();
            }
        }
    }

    /// <summary>
    /// Waits for events, takes all there are and makes room. The writer has them until it asks again. Nothing: the queue is closed and empty, or
    /// <see cref="Wake"/> is called.
    /// </summary>
    public async ValueTask<(ReadOnlyMemory<byte> Records, int Count)> TakeAsync()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_buffers.Count != 0 || _isClosed || _isWoken)
                {
                    _isWoken = false;
                    return Swap();
                }
            }

            await _work.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The writer looks around, also when nothing waits.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _isWoken = true;
            if (!_isClosed && _work.CurrentCount == 0)
            {
                _work.Release();
            }
        }
    }

    /// <summary>The writer has stored everything up to an id.</summary>
    public void OnStored(long id)
    {
        List<TaskCompletionSource> done = [];
        lock (_lock)
        {
            Debug.Assert(id >= _stored, "Events are stored in order.");
            Interlocked.Exchange(ref _stored, id);
            while (_waiters.TryPeek(out (long Id, TaskCompletionSource Stored) first) && first.Id <= id)
            {
                done.Add(_waiters.Dequeue().Stored);
            }
        }

        foreach (TaskCompletionSource waiter in done)
        {
            waiter.TrySetResult();
        }
    }

    /// <summary>Completes when everything that was appended before the call is stored.</summary>
    public ValueTask WhenStoredAsync(CancellationToken cancellationToken)
    {
        if (StoredId == LastId)
        {
            return default;
        }

        TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_stored == _taken)
            {
                return default;
            }

            _waiters.Enqueue((_taken, stored));
        }

        return new ValueTask(stored.Task.WaitAsync(cancellationToken));
    }

    /// <summary>Completes when the queue is not congested.</summary>
    public ValueTask WhenRoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!IsCongested)
            {
                return default;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>No more is appended. The writer still gets what waits.</summary>
    /// <param name="now">A timestamp.</param>
    public void Close(long now)
    {
        lock (_lock)
        {
            _closedAt ??= now;
            _isClosed = true;
            if (_work.CurrentCount == 0)
            {
                _work.Release();
            }
        }
    }

    /// <summary>The writer has ended: who still waits waits in vain.</summary>
    public void Fail(Exception reason)
    {
        lock (_lock)
        {
            _isClosed = true;
            _room?.TrySetException(reason);
            while (_waiters.TryDequeue(out (long Id, TaskCompletionSource Stored) waiter))
            {
                waiter.Stored.TrySetException(reason);
            }
        }
    }

    public void Dispose() => _work.Dispose();

    private (ReadOnlyMemory<byte> Records, int Count) Swap()
    {
        (ReadOnlyMemory<byte>, int) taken = _buffers.Swap();
        _room?.TrySetResult();
        _room = null;
        return taken;
    }
}
