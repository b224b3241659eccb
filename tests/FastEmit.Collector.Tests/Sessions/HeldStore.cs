using System.Threading.Tasks.Sources;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>A store that commits when a test says so, on the test's thread.</summary>
internal sealed class HeldStore : EventStore
{
    private readonly Queue<Waiter> _waiters = new();

    public override bool OutlivesProcess => true;

    public override long LastId => Names.Count;

    /// <summary>Names of the events that were appended, in order.</summary>
    public List<string> Names { get; } = [];

    public override void Append(EventRecords records)
    {
        foreach (EventRecord record in records)
        {
            Names.Add(record.ToEvent(Names.Count + 1).Name);
        }
    }

    public override ValueTask WhenStoredAsync(CancellationToken cancellationToken)
    {
        Waiter waiter = new(cancellationToken);
        _waiters.Enqueue(waiter);
        return waiter.Task;
    }

    /// <summary>What has been appended is stored now. Those who wait go on before this returns.</summary>
    public void Commit() => End(null);

    /// <summary>What has been appended can never be stored.</summary>
    public void Fail() => End(new IOException("The disk is gone."));

    public override IAsyncEnumerable<StoredEvent> QueryAsync(EventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override EventStoreStats GetStats() => new(Names.Count, 0, Names.Count, 0, 0, null);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void End(Exception? error)
    {
        for (int left = _waiters.Count; left > 0; left--)
        {
            _waiters.Dequeue().End(error);
        }
    }

    /// <summary>A wait that ends on the thread that ends it, as that of a <see cref="Task"/> need not.</summary>
    private sealed class Waiter : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;
        private bool _isOver;

        public Waiter(CancellationToken cancellationToken) =>
            cancellationToken.UnsafeRegister(static waiter => ((Waiter)waiter!).End(new OperationCanceledException()), this);

        public ValueTask Task => new(this, _core.Version);

        public void End(Exception? error)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            if (error is null)
            {
                _core.SetResult(true);
            }
            else
            {
                _core.SetException(error);
            }
        }

        public void GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
