using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>A store that commits when a test says so, on the test's thread.</summary>
internal sealed class HeldStore : EventStore
{
    private readonly Queue<InPlaceWait> _waiters = new();

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
        InPlaceWait waiter = new(cancellationToken);
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
}
