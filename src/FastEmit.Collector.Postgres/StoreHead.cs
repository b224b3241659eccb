namespace FastEmit.Collector.Postgres;

/// <summary>How far the store has got, as far as this collector knows: ids have no gaps and are given in the order of commits. Thread-safe.</summary>
internal sealed class StoreHead
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _firstId = 1;
    private long _lastId;
    private bool _isClosed;

    /// <summary>The id of the last event.</summary>
    public long LastId => Interlocked.Read(ref _lastId);

    /// <summary>The id of the oldest event that is kept.</summary>
    public long FirstId => Interlocked.Read(ref _firstId);

    /// <summary>The store was seen at a later point.</summary>
    public void Publish(long firstId, long lastId)
    {
        TaskCompletionSource? changed = null;
        lock (_lock)
        {
            _firstId = Math.Max(_firstId, firstId);
            if (lastId > _lastId)
            {
                Interlocked.Exchange(ref _lastId, lastId);
                changed = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        changed?.TrySetResult();
    }

    /// <summary>Completes when there is an event behind an id.</summary>
    public async ValueTask<long> WhenBeyondAsync(long id, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isClosed, typeof(PostgresEventStore));
                if (_lastId > id)
                {
                    return _lastId;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends all waits.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _changed.TrySetResult();
        }
    }
}
