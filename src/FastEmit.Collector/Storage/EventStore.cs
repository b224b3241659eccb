using FastEmit.Collector.Events;
using FastEmit.Collector.Observing;

namespace FastEmit.Collector.Storage;

/// <summary>
/// Where a collector keeps events. Thread-safe. It belongs to one collector at a time, and whoever opened it disposes it, after the
/// collector has stopped.
/// </summary>
public abstract class EventStore : IAsyncDisposable
{
    private protected EventStore()
    {
    }

    /// <summary>Whether a stored event outlives the process, so that it may be confirmed to its sender only when it is stored.</summary>
    internal abstract bool OutlivesProcess { get; }

    /// <summary>The id of the last event taken, or 0.</summary>
    internal abstract long LastId { get; }

    /// <summary>Whether so much waits to be stored that senders have to wait with more (<see cref="WhenRoomAsync"/>).</summary>
    internal virtual bool IsCongested => false;

    /// <summary>Whether the last attempt to store something failed, and nothing has been stored since.</summary>
    internal virtual bool IsFailing => false;

    /// <summary>Takes events, in order; their ids follow each other. Returns at once. The caller lets no other append in between.</summary>
    /// <param name="records">Records of <see cref="RecordFormat"/>.</param>
    /// <param name="count">How many they are.</param>
    internal abstract void Append(ReadOnlySpan<byte> records, int count);

    /// <summary>Completes when every event taken before the call is stored.</summary>
    internal virtual ValueTask WhenStoredAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Completes when there is room for more.</summary>
    internal virtual ValueTask WhenRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Shows the data of the last events, the oldest of them first. Before anything is appended.</summary>
    internal virtual void VisitLast(int count, EventDataVisitor visitor)
    {
    }

    /// <summary>The sessions that were active last, the most recent first, with the counts of the events that the store has. Before anything is appended.</summary>
    internal virtual IReadOnlyList<SessionSummary> ReadSessions(int count) => [];

    /// <summary>
    /// Which events of emitters' lanes are stored; those of at most so many lanes, the latest. They are stored in one transaction with their
    /// events. Before anything is appended.
    /// </summary>
    internal virtual IReadOnlyList<SequenceRange> ReadSequences(int lanes) => [];

    /// <summary>Reads events. It sees everything that was stored before the call, and may or may not see what comes meanwhile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The query's limit is not positive.</exception>
    public abstract IAsyncEnumerable<StoredEvent> QueryAsync(EventQuery query, CancellationToken cancellationToken = default);

    /// <summary>The attachments of one event, in order; empty when it has none or is not there any more.</summary>
    public abstract ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Reads the counters.</summary>
    public abstract EventStoreStats GetStats();

    /// <summary>Stores what waits, and lets go of everything.</summary>
    public abstract ValueTask DisposeAsync();
}
