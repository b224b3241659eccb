using System.Data;
using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Begins a new partition when the last is old or large enough, and drops the oldest. Every collector comes round every ten seconds; the one that
/// gets the advisory lock does it.
/// </summary>
internal sealed class StoreRetention(PostgresAccess access, PostgresStoreOptions options) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How long a collector is known after it has stored something: far longer than it tries to store a batch.</summary>
    private static readonly TimeSpan NodeAge = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim _turn = new(1);
    private long _bytes;

    /// <summary>Bytes of all partitions, as of the last round. Any thread.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using PeriodicTimer timer = new(Interval, options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false))
            {
                await TryRunOnceAsync(end).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The store is closed.
        }
    }

    /// <summary>Comes round once.</summary>
    public async Task TryRunOnceAsync(CancellationToken end)
    {
        await _turn.WaitAsync(end).ConfigureAwait(false);
        try
        {
            NpgsqlConnection connection = await access.OpenAsync(end).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await RunOnceAsync(connection, end).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (PostgresTrouble.Is(exception))
        {
            // It is away, or somebody reads what is to go; the next round is near.
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task RunOnceAsync(NpgsqlConnection connection, CancellationToken end)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, end).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // The partitions as the one before has left them: it may have come round a moment ago.
            bool isMine = await IsMineAsync(connection, end).ConfigureAwait(false);
            List<StorePartition> parts = await ReadAsync(connection, end).ConfigureAwait(false);
            Interlocked.Exchange(ref _bytes, parts.Sum(static part => part.Bytes));
            if (!isMine)
            {
                return;
            }

            await RunAsync(connection, "SET LOCAL lock_timeout = '2s'", end).ConfigureAwait(false);
            await RunAsync(connection, StoreWork.Forget, end).ConfigureAwait(false);
            StorePartition last = parts[^1];
            bool isOld = last.LastTime is not null && Now - last.Began >= Microseconds(options.PartitionAge);
            if (isOld || last.Bytes >= options.PartitionBytes)
            {
                await BeginPartitionAsync(connection, end).ConfigureAwait(false);
            }

            // A reader of what is to go must not undo what has begun: each drop is a step of its own.
            foreach (StorePartition old in Expired(parts))
            {
                await transaction.SaveAsync("drop", end).ConfigureAwait(false);
                try
                {
                    await RunAsync(connection, DropOf(old.Part), end).ConfigureAwait(false);
                }
                catch (PostgresException exception) when (PostgresTrouble.IsLocked(exception))
                {
                    await transaction.RollbackAsync("drop", end).ConfigureAwait(false);
                    break;
                }
            }

            await transaction.CommitAsync(end).ConfigureAwait(false);
        }
    }

    private long Now => EventTime.ToMicroseconds(options.TimeProvider.GetUtcNow());

    /// <summary>The partitions that go, the oldest first; never the last, which is written to.</summary>
    private IEnumerable<StorePartition> Expired(List<StorePartition> parts)
    {
        long bytes = parts.Sum(static part => part.Bytes);
        long oldest = options.MaxAge is { } age ? Now - Microseconds(age) : long.MinValue;
        foreach (StorePartition part in parts.SkipLast(1))
        {
            if (bytes <= (options.MaxBytes ?? long.MaxValue) && (part.LastTime ?? long.MinValue) >= oldest)
            {
                yield break;
            }

            bytes -= part.Bytes;
            yield return part;
        }
    }

    private async Task BeginPartitionAsync(NpgsqlConnection connection, CancellationToken end)
    {
        int part;
        long lastId;
        NpgsqlCommand head = new("SELECT part + 1, last_id FROM head FOR UPDATE", connection);
        await using (head.ConfigureAwait(false))
        {
            NpgsqlDataReader row = await head.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(end).ConfigureAwait(false);
                (part, lastId) = (row.GetInt32(0), row.GetInt64(1));
            }
        }

        await RunAsync(connection, StoreSchema.CreatePartition(part), end).ConfigureAwait(false);
        await RunAsync(connection, $"INSERT INTO parts VALUES({part}, {lastId + 1}, {Now}); UPDATE head SET part = {part}", end).ConfigureAwait(false);
        await RunAsync(connection, $"DELETE FROM nodes WHERE seen < {Now - Microseconds(NodeAge)} AND seen > 0", end).ConfigureAwait(false);
    }

    private static string DropOf(int part) =>
        $"""
        DROP TABLE {StoreSchema.PartitionOf(part)};
        DELETE FROM parts WHERE part = {part};
        DELETE FROM slots WHERE part = {part};
        DELETE FROM kinds WHERE part = {part};
        DELETE FROM sessions WHERE part = {part};
        DELETE FROM event_keys WHERE part = {part};
        DELETE FROM sequences WHERE part = {part}
        """;

    private static async Task<bool> IsMineAsync(NpgsqlConnection connection, CancellationToken end)
    {
        NpgsqlCommand take = new("SELECT pg_try_advisory_xact_lock(hashtextextended('fastemit retention ' || current_schema(), 0))", connection);
        await using (take.ConfigureAwait(false))
        {
            return (bool)(await take.ExecuteScalarAsync(end).ConfigureAwait(false))!;
        }
    }

    private static async Task<List<StorePartition>> ReadAsync(NpgsqlConnection connection, CancellationToken end)
    {
        List<StorePartition> parts = [];
        NpgsqlCommand read = new(
            """
            SELECT p.part, p.began, (SELECT max(slot) FROM slots s WHERE s.part = p.part), coalesce(pg_total_relation_size(to_regclass('events_' || p.part)), 0)
            FROM parts p ORDER BY p.part
            """,
            connection);
        await using (read.ConfigureAwait(false))
        {
            NpgsqlDataReader rows = await read.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(end).ConfigureAwait(false))
                {
                    parts.Add(new StorePartition(
                        rows.GetInt32(0), rows.GetInt64(1), rows.IsDBNull(2) ? null : (rows.GetInt64(2) + 1) * StoreSchema.SlotMicroseconds, rows.GetInt64(3)));
                }
            }
        }

        return parts;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken end)
    {
        NpgsqlCommand command = new(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(end).ConfigureAwait(false);
        }
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>A partition as retention sees it; times in microseconds since 1970.</summary>
/// <param name="Part">Its number.</param>
/// <param name="Began">When it was begun.</param>
/// <param name="LastTime">When its last event was received, or a little later; null when it has none.</param>
/// <param name="Bytes">Its bytes with its indexes.</param>
internal readonly record struct StorePartition(int Part, long Began, long? LastTime, long Bytes);
