using FastEmit.Collector.Events;

namespace FastEmit.Collector.Storage;

/// <summary>
/// Keeps a collector's events. Thread-safe. It belongs to one collector at a time; the code that opened it disposes it, after the
/// collector has stopped.
/// </summary>
/// <remarks>
/// A store of one's own derives from this class. It has to be able to take events (<see cref="Append"/>), to give them back
/// (<see cref="QueryAsync"/>) and, when its events outlive the process, to say when it has them (<see cref="WhenStoredAsync"/>): the collector
/// confirms no event before. Trouble is not an exception but a wait: a store tries again until it succeeds, is
/// <see cref="IsFailing"/> meanwhile, and senders keep their events.
/// </remarks>
public abstract class EventStore : IAsyncDisposable
{
    /// <summary>For stores.</summary>
    protected EventStore()
    {
    }

    /// <summary>Whether a stored event outlives the process, so that it may be confirmed to its sender only when it is stored. Never changes.</summary>
    public abstract bool OutlivesProcess { get; }

    /// <summary>
    /// Whether other collectors store events in the same place. Then ids are given when an event is stored, and the collector shows live what the
    /// store has (<see cref="WhenBeyondAsync"/>), not only what it received itself. Never changes.
    /// </summary>
    public virtual bool IsShared => false;

    /// <summary>The id of the last event taken, or 0; of a shared store, of the last one known to be stored. Any thread; does not block.</summary>
    public abstract long LastId { get; }

    /// <summary>Whether so much waits to be stored that senders have to wait with more (<see cref="WhenRoomAsync"/>). Any thread; does not block.</summary>
    public virtual bool IsCongested => false;

    /// <summary>Whether the last attempt to store something failed, and nothing has been stored since. Any thread; does not block.</summary>
    public virtual bool IsFailing => false;

    /// <summary>
    /// Takes events, in order; their ids follow each other. Copies what it keeps, and returns at once, on the thread of a connection: it does not
    /// wait for a disk or a network. The collector lets no other append in between.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The store was disposed; the events are not confirmed.</exception>
    public abstract void Append(EventRecords records);

    /// <summary>Completes when every event taken before the call is stored. Any thread.</summary>
    /// <exception cref="Exception">They will never be: the store was disposed and could not store them. The events are not confirmed.</exception>
    public virtual ValueTask WhenStoredAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Completes when there is room for more (<see cref="IsCongested"/>). Any thread.</summary>
    public virtual ValueTask WhenRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Of a shared store: completes when it has an event with a larger id, with the id of the last that it has. Every event up to that id can be
    /// queried, and none with a smaller id comes later.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    /// <exception cref="NotSupportedException">The store is not shared.</exception>
    public virtual ValueTask<long> WhenBeyondAsync(long id, CancellationToken cancellationToken) => throw new NotSupportedException("The store is not shared.");

    /// <summary>
    /// Shows the data of the last events, the oldest of them first, so that a second copy of one is known by its <c>event_id</c>. Called once, before
    /// anything is appended; may block. A store that knows second copies by itself need not.
    /// </summary>
    public virtual void VisitLast(int count, EventDataVisitor visitor)
    {
    }

    /// <summary>
    /// The sessions that were active last, the most recent first, with the counts of the events that the store has; none when it does not count
    /// them. Called before anything is appended, and of a shared store whenever it has more; may block.
    /// </summary>
    public virtual IReadOnlyList<SessionSummary> ReadSessions(int count) => [];

    /// <summary>
    /// Which events of emitters' lanes are stored (<see cref="EventRecord.TryGetSequence(out SequenceRange)"/>); those of at most so many lanes, the latest. A store that
    /// keeps them in one transaction with their events has every event once, whatever process is killed. Called once, before anything is
    /// appended; may block.
    /// </summary>
    public virtual IReadOnlyList<SequenceRange> ReadSequences(int lanes) => [];

    /// <summary>
    /// Of a shared store: claims a piece of work that one of its collectors is to do, such as to post an alert. Who has claimed it asks again before the time is
    /// over, or another gets it. A store of one collector gives everything to it.
    /// </summary>
    /// <param name="work">The work, in a text that is the same at each collector.</param>
    /// <param name="time">How long the claim holds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal virtual ValueTask<WorkClaim> ClaimAsync(string work, TimeSpan time, CancellationToken cancellationToken) => new(WorkClaim.Mine);

    /// <summary>Claimed work is done: nobody gets it any more.</summary>
    internal virtual ValueTask FinishAsync(string work, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Reads events. It sees everything that was stored before the call, and may or may not see what comes meanwhile. Any thread; several at
    /// a time, beside appends.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The query's limit is not positive.</exception>
    public abstract IAsyncEnumerable<StoredEvent> QueryAsync(EventQuery query, CancellationToken cancellationToken = default);

    /// <summary>The attachments of one event, in order; empty when it has none or is not there any more. Any thread.</summary>
    public abstract ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Reads the counters. Any thread; does not block.</summary>
    public abstract EventStoreStats GetStats();

    /// <summary>Stores what waits, and lets go of everything. It ends also when nothing can be stored any more.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>Looks at the data of one stored event.</summary>
public delegate void EventDataVisitor(ReadOnlySpan<byte> data);

/// <summary>The state of a piece of work that one of several collectors is to do.</summary>
internal enum WorkClaim
{
    /// <summary>It is the asker's, for the time that it asked for.</summary>
    Mine,

    /// <summary>Another collector is about to do it.</summary>
    Taken,

    /// <summary>It is done.</summary>
    Done,
}
