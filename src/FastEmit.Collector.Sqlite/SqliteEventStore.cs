using System.Runtime.CompilerServices;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>
/// Keeps events in SQLite files, one after the other in a folder. Events are appended in batches: what came while one batch was written is the
/// next. An event is stored when its batch is committed, and from then on survives the death of the process. Thread-safe.
/// </summary>
/// <remarks>
/// Several files instead of one, so that retention deletes a file and never has to delete rows, which would cost as much as storing them.
/// Queries and the writer do not wait for each other (SQLite's write-ahead log).
/// </remarks>
public sealed class SqliteEventStore : EventStore
{
    /// <summary>Events that a query fetches at once, away from the caller's thread.</summary>
    private const int PageSize = 256;

    private readonly SqliteStoreOptions _options;
    private readonly VolumeFolder _folder;
    private readonly WriteQueue _queue;
    private readonly StoreWriter _writer;
    private readonly Task _writing;
    private readonly long _firstNewId;

    private SqliteEventStore(SqliteStoreOptions options, VolumeFolder folder)
    {
        _options = options;
        _folder = folder;
        VolumeWriter volume = StoreWriter.OpenLast(folder, options);
        _firstNewId = volume.LastId + 1;
        _queue = new WriteQueue(options.QueueBytes, volume.LastId);
        _writer = new StoreWriter(options, folder, _queue, volume);
        _writing = Task.Run(_writer.RunAsync);
    }

    /// <inheritdoc/>
    public override bool OutlivesProcess => true;

    /// <inheritdoc/>
    public override long LastId => _queue.LastId;

    /// <inheritdoc/>
    public override bool IsFailing => _writer.IsFailing;

    /// <inheritdoc/>
    public override bool IsCongested => _queue.IsCongested;

    /// <summary>Opens the store in a folder, or makes one. Damaged files are set aside as <c>*.bad</c>
    /// (<see cref="EventStoreStats.DamagedFiles"/>).</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">Another process has the store, the folder cannot be written to, or a file in it is a later version's.</exception>
    public static SqliteEventStore Open(SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        VolumeFolder folder = new(options);
        try
        {
            return new SqliteEventStore(options, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Append(EventRecords records) => _queue.Append(records);

    /// <inheritdoc/>
    public override ValueTask WhenStoredAsync(CancellationToken cancellationToken) => _queue.WhenStoredAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WhenRoomAsync(CancellationToken cancellationToken) => _queue.WhenRoomAsync(cancellationToken);

    /// <inheritdoc/>
    public override void VisitLast(int count, EventDataVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        long first = LastId - count + 1;
        foreach (VolumeFile file in FilesFor(new EventQuery { AfterId = first - 1, OldestFirst = true }))
        {
            try
            {
                VisitFrom(file, first, visitor);
            }
            catch (SqliteException e) when (Damage.Is(e))
            {
                _folder.SetAside(file);
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SessionSummary> ReadSessions(int count)
    {
        Dictionary<string, SessionSummary> sessions = new(StringComparer.Ordinal);
        foreach (VolumeFile file in _folder.Files.Reverse())
        {
            try
            {
                SessionCounts.ReadInto(file, sessions, count);
            }
            catch (SqliteException)
            {
                // Damaged, or from before there were counts.
            }
        }

        return [.. sessions.Values.OrderByDescending(static session => session.Last)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SequenceRange> ReadSequences(int lanes)
    {
        List<SequenceRange> ranges = [];
        HashSet<ulong> known = [];
        foreach (VolumeFile file in _folder.Files.Reverse())
        {
            try
            {
                ranges.AddRange(StoredSequences.Read(file).Where(range => known.Contains(range.Lane) || (known.Count < lanes && known.Add(range.Lane))));
            }
            catch (SqliteException)
            {
                // Damaged, or from before there were sequences.
            }
        }

        return ranges;
    }

    private static void VisitFrom(VolumeFile file, long first, EventDataVisitor visitor)
    {
        using SqliteConnection connection = file.Open(create: false);
        using PreparedStatement events = new(connection, "SELECT data FROM events WHERE id >= ? ORDER BY id");
        events.Bind(1, first);
        while (events.Step())
        {
            visitor(events.Bytes(0));
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredEvent> QueryAsync(
        EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        EventFilter filter = new(query);
        int left = query.Limit;
        foreach (VolumeFile file in FilesFor(query))
        {
            using VolumeReader? reader = await Task.Run(() => TryOpen(file, filter), cancellationToken).ConfigureAwait(false);
            List<StoredEvent> page = [];
            while (reader is not null && left > 0)
            {
                page = await Task.Run(() => reader.Read(Math.Min(left, PageSize), cancellationToken), cancellationToken).ConfigureAwait(false);
                if (reader.IsDamaged)
                {
                    _folder.SetAside(file);
                }

                if (page.Count == 0)
                {
                    break;
                }

                left -= page.Count;
                foreach (StoredEvent stored in page)
                {
                    yield return stored;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default)
    {
        VolumeFile? file = _folder.Files.LastOrDefault(file => file.FirstId <= id);
        return file is null ? [] : await Task.Run(() => ReadAttachments(file, id), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override EventStoreStats GetStats()
    {
        long stored = _queue.StoredId;
        return new EventStoreStats(CountTo(stored), _folder.Bytes, stored + 1 - _firstNewId, IsFailing ? _queue.Unstored : _queue.Length, _writer.Errors, _writer.LastError)
        {
            DamagedFiles = _folder.Damaged,
        };
    }

    /// <summary>Ids have no gaps, except behind a file that was set aside with an unknown number of events.</summary>
    private long CountTo(long stored)
    {
        IReadOnlyList<VolumeFile> files = _folder.Files;
        long count = 0;
        for (int i = 0; i < files.Count; i++)
        {
            long end = i + 1 < files.Count ? files[i + 1].FirstId : stored + 1;
            count += files[i].IsDamaged ? 0 : end - files[i].FirstId;
        }

        return count;
    }

    /// <summary>
    /// Stores what waits, closes the files and lets another process have the folder. A disk that refuses is tried for two seconds more;
    /// events that it has not taken by then were not confirmed.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        _queue.Close(_options.TimeProvider.GetTimestamp());
        await _writing.ConfigureAwait(false);
        _queue.Dispose();
        _folder.Dispose();
    }

    private IEnumerable<VolumeFile> FilesFor(EventQuery query)
    {
        IReadOnlyList<VolumeFile> files = _folder.Files;
        List<VolumeFile> wanted = [];
        for (int i = 0; i < files.Count; i++)
        {
            long endId = i + 1 < files.Count ? files[i + 1].FirstId : long.MaxValue;
            if (files[i].FirstId < query.BeforeId && endId > query.AfterId + 1)
            {
                wanted.Add(files[i]);
            }
        }

        return query.OldestFirst ? wanted : Enumerable.Reverse(wanted);
    }

    /// <summary>Null when retention was faster.</summary>
    private VolumeReader? TryOpen(VolumeFile file, EventFilter filter)
    {
        try
        {
            return new VolumeReader(file, filter, _folder.OldestTime);
        }
        catch (SqliteException e) when (Damage.Is(e))
        {
            _folder.SetAside(file);
            return null;
        }
        catch (SqliteException) when (!File.Exists(file.Path))
        {
            return _folder.Find(file.FirstId) is { } renamed && renamed.Path != file.Path ? TryOpen(renamed, filter) : null;
        }
    }

    internal static IReadOnlyList<ReadOnlyMemory<byte>> ReadAttachments(VolumeFile file, long id)
    {
        using SqliteConnection connection = file.Open(create: false);
        using PreparedStatement find = new(connection, "SELECT bytes FROM attachments WHERE id = ?");
        return find.Bind(1, id).Step() ? EventReader.AttachmentsOf(find.Bytes(0)) : [];
    }
}
