namespace FastEmit.Collector.Storage;

/// <summary>
/// Where a collector's events go: the recent ones into memory, all of them into the application's store if there is one. Both see the same
/// events under the same ids; of a shared store the recent ones are read back (<see cref="Observing.SharedFeed"/>). Thread-safe.
/// </summary>
internal sealed class EventLog
{
    private readonly Lock _lock = new();
    private readonly EventStore? _store;

    public EventLog(long recentBytes, EventStore? store)
    {
        _store = store;
        Recent = recentBytes == 0 ? null : new MemoryEventStore(recentBytes);
        Recent?.StartBehind(store?.LastId ?? 0);
    }

    /// <summary>The last events, or null when none are kept in memory.</summary>
    public MemoryEventStore? Recent { get; }

    /// <summary>Where queries go: the store that reaches back the furthest. Null when nothing is kept.</summary>
    public EventStore? Store => _store ?? Recent;

    /// <summary>Whether events are kept anywhere.</summary>
    public bool IsKept => _store is not null || Recent is not null;

    /// <summary>Whether a sender may hear that its event is safe only when the store has it.</summary>
    public bool ConfirmsLate => _store is { OutlivesProcess: true };

    /// <summary>Whether other collectors put events into the same store.</summary>
    public bool IsShared => _store is { IsShared: true };

    public bool IsCongested => _store is { IsCongested: true };

    public void Append(EventBatch batch)
    {
        if (_store is null)
        {
            Recent!.Append(batch.Records);
            return;
        }

        if (_store.IsShared)
        {
            _store.Append(batch.Records);
            return;
        }

        lock (_lock)
        {
            _store.Append(batch.Records);
            Recent?.Append(batch.Records);
        }
    }

    public ValueTask WhenStoredAsync(CancellationToken cancellationToken) => _store?.WhenStoredAsync(cancellationToken) ?? default;

    public ValueTask WhenRoomAsync(CancellationToken cancellationToken) => _store?.WhenRoomAsync(cancellationToken) ?? default;
}
