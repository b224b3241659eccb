using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// The one loop that writes: takes what waits, stores it, and tells who waits for it. It gives events up only when the store is closed and
/// the database goes on refusing them; they were not confirmed.
/// </summary>
internal sealed class PostgresWriter(PostgresStoreOptions options, PostgresAccess access, WriteQueue queue, StoreHead head) : IDisposable
{
    /// <summary>
    /// Events of one transaction at the most. A commit costs about as much as a thousand events; so many make that small and still are done in some
    /// tens of milliseconds, for which the other collectors wait.
    /// </summary>
    private const int MaxCommit = 16_384;

    /// <summary>How long after a failure the batch is tried again.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>How long after the store was closed a batch is tried again.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly EntryTable _entries = new();
    private readonly PreparedBatch _batch = new();
    private BatchTransaction? _transaction;
    private long _queueId;
    private long _stored;
    private long _duplicates;

    /// <summary>Events that this collector has stored. Any thread.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Events that were stored already. Any thread.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Runs until the queue is closed and empty.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                (ReadOnlyMemory<byte> records, int count) = await queue.TakeAsync().ConfigureAwait(false);
                if (count == 0 && queue.ClosedAt is not null)
                {
                    return;
                }

                if (!await TryStoreAsync(records, count).ConfigureAwait(false))
                {
                    queue.Fail(new IOException($"The store was closed before the database took what waited: {access.LastError}"));
                    return;
                }
            }
        }
        catch (Exception e)
        {
            queue.Fail(e);
            throw;
        }
    }

    public void Dispose() => _transaction?.Dispose();

    /// <summary>Stores events, however long that takes; false when the store was closed and it cannot be done.</summary>
    private async Task<bool> TryStoreAsync(ReadOnlyMemory<byte> records, int count)
    {
        while (count > 0)
        {
            int taken = Math.Min(count, MaxCommit);
            int bytes = _batch.Prepare(records, taken, _entries);
            while (!TryStore())
            {
                if (queue.ClosedAt is { } closedAt && options.TimeProvider.GetElapsedTime(closedAt) >= LastPatience)
                {
                    return false;
                }

                await Task.Delay(RetryDelay, options.TimeProvider).ConfigureAwait(false);
            }

            queue.OnStored(_queueId += taken);
            records = records[bytes..];
            count -= taken;
        }

        return true;
    }

    private bool TryStore()
    {
        try
        {
            if (_transaction is null)
            {
                NpgsqlConnection connection = access.Open();
                _transaction = new BatchTransaction(connection, access.Channel, access.Node, options.TimeProvider);
            }

            (long lastId, int duplicates) = _transaction.Store(_batch);
            Interlocked.Add(ref _stored, _batch.Events.Count - duplicates);
            Interlocked.Add(ref _duplicates, duplicates);
            head.Publish(0, lastId);
            access.OnWritten();
            return true;
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            access.OnRefused(e);
            _transaction?.Dispose();
            _transaction = null;
            if (PostgresTrouble.IsLocked(e))
            {
                access.TryEndStalled();
            }

            return false;
        }
    }
}
