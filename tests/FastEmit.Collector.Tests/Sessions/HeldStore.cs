using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>A store that commits when a test says so, on the test's thread.</summary>
internal sealed class HeldStore : EventStore
{
    private TaskCompletionSource? _commit;

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

    public override ValueTask WhenStoredAsync(CancellationToken cancellationToken) =>
        new((_commit ??= new TaskCompletionSource()).Task.WaitAsync(cancellationToken));

    /// <summary>What has been appended is stored now.</summary>
    public void Commit() => Take()?.SetResult();

    /// <summary>What has been appended can never be stored.</summary>
    public void Fail() => Take()?.SetException(new IOException("The disk is gone."));

    public override IAsyncEnumerable<StoredEvent> QueryAsync(EventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override EventStoreStats GetStats() => new(Names.Count, 0, Names.Count, 0, 0, null);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Who waits goes on in place, which it does where no context is to be gone back to.</summary>
    private TaskCompletionSource? Take()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        (TaskCompletionSource? commit, _commit) = (_commit, null);
        return commit;
    }
}
