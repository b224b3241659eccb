using System.Runtime.CompilerServices;
using FastEmit.Collector.Storage;

namespace FastEmit.OwnStore;

/// <summary>A store as an application would write one, from nothing but what is public: the events in a list.</summary>
public sealed class ListEventStore : EventStore
{
    private readonly Lock _lock = new();
    private readonly List<(StoredEvent Event, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)> _events = [];
    private long _bytes;
    private bool _isDisposed;

    public override bool OutlivesProcess => false;

    public override long LastId
    {
        get
        {
            lock (_lock)
            {
                return _events.Count;
            }
        }
    }

    public override void Append(EventRecords records)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (EventRecord record in records)
            {
                _events.Add((record.ToEvent(_events.Count + 1), record.ReadAttachments()));
                _bytes += record.Data.Length;
            }
        }
    }

    public override async IAsyncEnumerable<StoredEvent> QueryAsync(EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        EventFilter filter = new(query);
        await Task.CompletedTask.ConfigureAwait(false);
        List<StoredEvent> found;
        lock (_lock)
        {
            found = [.. _events.Select(static entry => entry.Event).Where(filter.Matches)];
        }

        if (!query.OldestFirst)
        {
            found.Reverse();
        }

        foreach (StoredEvent stored in found.Take(query.Limit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stored;
        }
    }

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(id >= 1 && id <= _events.Count ? _events[(int)id - 1].Attachments : []);
        }
    }

    public override EventStoreStats GetStats()
    {
        lock (_lock)
        {
            return new EventStoreStats(_events.Count, _bytes, _events.Count, 0, 0, null);
        }
    }

    public override ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
