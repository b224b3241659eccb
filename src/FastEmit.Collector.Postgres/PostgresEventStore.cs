using FastEmit.Collector.Events;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Keeps events in a PostgreSQL database (15 or later), which any number of collectors may use at once: every event is there once, whichever of them
/// received it, and each of them shows all. Events are copied in batches, one transaction each; an event is stored when its transaction
/// is committed, as durably as the server's <c>synchronous_commit</c> says. Thread-safe.
/// </summary>
/// <remarks>
/// While the database is away or refuses, nothing is confirmed: events wait here up to <see cref="PostgresStoreOptions.QueueBytes"/>, then with
/// their senders.
/// </remarks>
public sealed class PostgresEventStore : EventStore
{
    private readonly PostgresStoreOptions _options;
    private readonly PostgresAccess _access;
    private readonly StoreHead _head = new();
    private readonly WriteQueue _queue;
    private readonly PostgresWriter _writer;
    private readonly StoreReader _reader;
    private readonly StoreRetention _retention;
    private readonly StoreWork _work;
    private readonly CancellationTokenSource _end = new();
    private Task _writing = Task.CompletedTask;
    private Task _others = Task.CompletedTask;
    private int _isDisposed;

    private PostgresEventStore(PostgresStoreOptions options)
    {
        _options = options;
        _access = new PostgresAccess(options);
        _queue = new WriteQueue(options.QueueBytes, 0);
        _writer = new PostgresWriter(options, _access, _queue, _head);
        _reader = new StoreReader(_access, options);
        _retention = new StoreRetention(_access, options);
        _work = new StoreWork(_access);
    }

    /// <inheritdoc/>
    public override bool OutlivesProcess => true;

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override long LastId => _head.LastId;

    /// <inheritdoc/>
    public override bool IsFailing => _access.IsFailing;

    /// <inheritdoc/>
    public override bool IsCongested => _queue.IsCongested;

    /// <summary>Begins and drops partitions.</summary>
    internal StoreRetention Retention => _retention;

    /// <summary>Opens the store, and makes its tables when they are not there.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">
    /// The database cannot be used: it does not answer, refuses the password, is read-only or full, or the tables are a later version's. The message names
    /// it, without the password.
    /// </exception>
    public static async Task<PostgresEventStore> OpenAsync(PostgresStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        PostgresEventStore store = new(options);
        try
        {
            await StoreSetup.RunAsync(store._access, options, cancellationToken).ConfigureAwait(false);
            await store.StartAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
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
    public override ValueTask<long> WhenBeyondAsync(long id, CancellationToken cancellationToken) => _head.WhenBeyondAsync(id, cancellationToken);

    /// <inheritdoc/>
    internal override ValueTask<WorkClaim> ClaimAsync(string work, TimeSpan time, CancellationToken cancellationToken) => _work.ClaimAsync(work, time, cancellationToken);

    /// <inheritdoc/>
    internal override ValueTask FinishAsync(string work, CancellationToken cancellationToken) => _work.FinishAsync(work, cancellationToken);

    /// <inheritdoc/>
    public override IReadOnlyList<SessionSummary> ReadSessions(int count)
    {
        using NpgsqlConnection connection = _access.Open();
        using NpgsqlCommand read = new(
            """
            SELECT name, min(first), max(last), sum(events)::bigint, sum(tools)::bigint, sum(failed)::bigint, (array_agg(last_type ORDER BY touched DESC))[1]
            FROM sessions WHERE key IN (SELECT key FROM sessions WHERE octet_length(name) <= $2 AND events > 0 ORDER BY touched DESC LIMIT $1) AND events > 0
            GROUP BY key, name ORDER BY max(last) DESC
            """,
            connection);
        using NpgsqlDataReader rows = read.With((long)count).With(SessionIndex.MaxIdBytes).ExecuteReader();
        List<SessionSummary> sessions = [];
        while (rows.Read())
        {
            sessions.Add(new SessionSummary(
                rows.GetString(0), rows.GetInt64(1) / 1000.0, rows.GetInt64(2) / 1000.0, rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5), rows.GetString(6)));
        }

        return sessions;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SequenceRange> ReadSequences(int lanes)
    {
        using NpgsqlConnection connection = _access.Open();
        using NpgsqlCommand read = new(
            "SELECT lane, first, last FROM sequences WHERE lane IN (SELECT lane FROM sequences GROUP BY lane ORDER BY max(part) DESC LIMIT $1)", connection);
        using NpgsqlDataReader rows = read.With((long)lanes).ExecuteReader();
        List<SequenceRange> ranges = [];
        while (rows.Read())
        {
            ranges.Add(new SequenceRange(unchecked((ulong)rows.GetInt64(0)), rows.GetInt64(1), rows.GetInt64(2)));
        }

        return ranges;
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredEvent> QueryAsync(EventQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _reader.QueryAsync(new EventFilter(query), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default) =>
        _reader.AttachmentsAsync(id, cancellationToken);

    /// <summary>
    /// Reads the counters: events and bytes are those of all collectors, as of the last look (a second at the most, ten for the bytes); the others are this
    /// collector's.
    /// </summary>
    public override EventStoreStats GetStats() => new(
        Math.Max(0, _head.LastId + 1 - _head.FirstId), _retention.Bytes, _writer.Stored, IsFailing ? _queue.Unstored : _queue.Length, _access.Errors, _access.LastError);

    /// <summary>
    /// Stores what waits and closes the connections. A database that refuses is tried for two seconds more; events that it has not taken by then were
    /// not confirmed.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _queue.Close(_options.TimeProvider.GetTimestamp());
        await _writing.ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        _head.Close();
        await _others.ConfigureAwait(false);
        _writer.Dispose();
        _retention.Dispose();
        _queue.Dispose();
        _access.Dispose();
        _end.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        HeadWatch watch = new(_access, _head, _options.TimeProvider);
        NpgsqlConnection connection = await _access.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await watch.LookAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        await _retention.TryRunOnceAsync(cancellationToken).ConfigureAwait(false);
        _writing = Task.Run(_writer.RunAsync, CancellationToken.None);
        _others = Task.Run(() => Task.WhenAll(watch.RunAsync(_end.Token), _retention.RunAsync(_end.Token)), CancellationToken.None);
    }
}
