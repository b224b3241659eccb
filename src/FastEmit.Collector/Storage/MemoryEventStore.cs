using System.Runtime.CompilerServices;

namespace FastEmit.Collector.Storage;

/// <summary>
/// Keeps the last events in memory, up to a number of bytes; the oldest go first. Thread-safe. Appending copies once and allocates nothing
/// while no reader holds old segments.
/// </summary>
public sealed class MemoryEventStore : EventStore
{
    /// <summary>One eighth of the smallest capacity.</summary>
    private const int MaxSegmentBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<MemorySegment> _segments = new();
    private readonly Stack<MemorySegment> _free = new();
    private readonly int _segmentBytes;
    private readonly long _capacity;
    private MemorySegment? _last;
    private long _bytes;
    private long _lastId;

    /// <summary>Creates an empty store.</summary>
    /// <param name="capacity">The most bytes of events to keep: 64 KiB or more. An event takes about 30 bytes beside its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is too small.</exception>
    public MemoryEventStore(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 64 << 10);
        _capacity = capacity;
        _segmentBytes = (int)Math.Min(MaxSegmentBytes, capacity / 8);
    }

    /// <inheritdoc/>
    public override bool OutlivesProcess => false;

    /// <inheritdoc/>
    public override long LastId => Interlocked.Read(ref _lastId);

    /// <summary>Lets go of everything and goes on behind an id.</summary>
    internal void StartBehind(long id)
    {
        lock (_lock)
        {
            while (_segments.TryDequeue(out MemorySegment? segment))
            {
                Drop(segment);
            }

            _last = null;
            Interlocked.Exchange(ref _lastId, id);
        }
    }

    /// <inheritdoc/>
    public override void Append(EventRecords records)
    {
        ReadOnlySpan<byte> rest = records.Bytes;
        int count = records.Count;
        lock (_lock)
        {
            while (!rest.IsEmpty)
            {
                MemorySegment segment = SegmentFor(RecordFormat.PeekLength(rest));
                int room = segment.Capacity - segment.Length;
                (int bytes, int taken) = rest.Length <= room ? (rest.Length, count) : Fit(rest, room);
                segment.Add(rest[..bytes], taken);
                _lastId += taken;
                rest = rest[bytes..];
                count -= taken;
            }
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredEvent> QueryAsync(
        EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        EventFilter filter = new(query);
        await Task.CompletedTask.ConfigureAwait(false);
        int left = query.Limit;
        for (SegmentView? view = Next(query, null); view is { } segment && left > 0; view = Next(query, segment))
        {
            List<StoredEvent> found;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                found = Find(filter, segment);
            }
            finally
            {
                LetGo(segment.Segment);
            }

            if (!query.OldestFirst)
            {
                found.Reverse();
            }

            foreach (StoredEvent stored in found.Take(left))
            {
                left--;
                yield return stored;
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default)
    {
        if (Next(new EventQuery { AfterId = id - 1, BeforeId = id + 1 }, null) is not { } view)
        {
            return ValueTask.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([]);
        }

        try
        {
            ReadOnlySpan<byte> records = view.Bytes.Span;
            EventRecord record = default;
            for (long at = view.FirstId; at <= id && RecordFormat.TryRead(ref records, out record); at++)
            {
            }

            return ValueTask.FromResult(EventReader.AttachmentsOf(record.Attachments));
        }
        finally
        {
            LetGo(view.Segment);
        }
    }

    /// <inheritdoc/>
    public override EventStoreStats GetStats()
    {
        lock (_lock)
        {
            long first = _segments.TryPeek(out MemorySegment? oldest) ? oldest.FirstId : _lastId + 1;
            return new EventStoreStats(_lastId + 1 - first, _bytes, _lastId, 0, 0, null);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// The next segment in the query's order that may hold what it asks for, or null. The caller has to <see cref="LetGo"/> of it. Segments
    /// that are dropped between two calls are passed over.
    /// </summary>
    internal SegmentView? Next(EventQuery query, SegmentView? previous)
    {
        lock (_lock)
        {
            MemorySegment? next = null;
            foreach (MemorySegment segment in _segments)
            {
                bool isAhead = previous is not { } before || (query.OldestFirst ? segment.FirstId > before.FirstId : segment.FirstId < before.FirstId);
                if (isAhead && segment.EndId > query.AfterId + 1 && segment.FirstId < query.BeforeId)
                {
                    next = segment;
                    if (query.OldestFirst)
                    {
                        break;
                    }
                }
            }

            if (next is null)
            {
                return null;
            }

            next.Readers++;
            return new SegmentView(next, next.FirstId, next.Bytes(next.Length));
        }
    }

    /// <summary>The reader is done with the segment.</summary>
    internal void LetGo(MemorySegment segment)
    {
        lock (_lock)
        {
            segment.Readers--;
        }
    }

    private static List<StoredEvent> Find(EventFilter filter, SegmentView segment)
    {
        List<StoredEvent> found = [];
        ReadOnlySpan<byte> records = segment.Bytes.Span;
        for (long id = segment.FirstId; RecordFormat.TryRead(ref records, out EventRecord record); id++)
        {
            if (filter.Match(id, record) is { } stored)
            {
                found.Add(stored);
            }
        }

        return found;
    }

    /// <summary>How many of the records fit into so many bytes.</summary>
    private static (int Bytes, int Records) Fit(ReadOnlySpan<byte> records, int room)
    {
        int bytes = 0;
        int count = 0;
        while (bytes < records.Length)
        {
            int length = RecordFormat.PeekLength(records[bytes..]);
            if (bytes + length > room)
            {
                break;
            }

            bytes += length;
            count++;
        }

        return (bytes, count);
    }

    private MemorySegment SegmentFor(int recordLength)
    {
        if (_last is { } last && last.Capacity - last.Length >= recordLength)
        {
            return last;
        }

        int capacity = Math.Max(_segmentBytes, recordLength);
        while (_segments.Count > 0 && _bytes + capacity > _capacity)
        {
            Drop(_segments.Dequeue());
        }

        MemorySegment segment = capacity == _segmentBytes && _free.TryPop(out MemorySegment? free) ? free : new MemorySegment(capacity);
        segment.Reset(_lastId + 1);
        _segments.Enqueue(segment);
        _bytes += segment.Capacity;
        return _last = segment;
    }

    /// <summary>One that is still being read, or of an odd size, is left to the garbage collector.</summary>
    private void Drop(MemorySegment segment)
    {
        _bytes -= segment.Capacity;
        if (segment.Readers == 0 && segment.Capacity == _segmentBytes)
        {
            _free.Push(segment);
        }
    }
}
