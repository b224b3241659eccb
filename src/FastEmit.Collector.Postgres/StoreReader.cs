using System.Runtime.CompilerServices;
using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Reads events, partition by partition, in pages by id: no connection is held while the caller works on a page. Thread-safe; a query has a
/// connection at a time.
/// </summary>
internal sealed class StoreReader(PostgresAccess access, PostgresStoreOptions options)
{
    private const int PageSize = 256;

    /// <summary>Rows that are fetched at once where a text is looked for, which is compared here.</summary>
    private const int SearchedPageSize = 2000;

    public async IAsyncEnumerable<StoredEvent> QueryAsync(EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EventQuery query = filter.Query;
        int left = query.Limit;
        foreach (StoreRange part in await PartsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            PartitionQuery? page = await TryPrepareAsync(part, filter, cancellationToken).ConfigureAwait(false);
            while (page is not null && left > 0)
            {
                List<StoredEvent> found = await ReadAsync(page, filter, left, cancellationToken).ConfigureAwait(false);
                foreach (StoredEvent stored in found)
                {
                    left--;
                    yield return stored;
                }

                page = page.IsDone ? null : page;
            }
        }
    }

    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> AttachmentsAsync(long id, CancellationToken cancellationToken)
    {
        foreach (StoreRange part in await PartsAsync(new EventQuery { AfterId = id - 1, BeforeId = id + 1 }, cancellationToken).ConfigureAwait(false))
        {
            NpgsqlConnection connection = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                NpgsqlCommand find = new($"SELECT attachments FROM {StoreSchema.PartitionOf(part.Part)} WHERE id = $1 AND attachments IS NOT NULL", connection);
                await using (find.With(id).ConfigureAwait(false))
                {
                    return await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is byte[] attachments ? EventReader.AttachmentsOf(attachments) : [];
                }
            }
        }

        return [];
    }

    /// <summary>The partitions that may have what is asked for, in the query's order.</summary>
    private async Task<List<StoreRange>> PartsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        List<StoreRange> parts = [];
        NpgsqlConnection connection = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlCommand read = new(
                "SELECT p.part, p.first_id, coalesce(lead(p.first_id) OVER (ORDER BY p.part), h.last_id + 1) FROM parts p, head h ORDER BY p.part", connection);
            await using (read.ConfigureAwait(false))
            {
                NpgsqlDataReader rows = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        StoreRange part = new(rows.GetInt32(0), Math.Max(rows.GetInt64(1), query.AfterId + 1), Math.Min(rows.GetInt64(2), query.BeforeId));
                        if (part.FirstId < part.EndId)
                        {
                            parts.Add(part);
                        }
                    }
                }
            }
        }

        if (!query.OldestFirst)
        {
            parts.Reverse();
        }

        return parts;
    }

    /// <summary>Null when the partition has nothing that is asked for.</summary>
    private async Task<PartitionQuery?> TryPrepareAsync(StoreRange part, EventFilter filter, CancellationToken cancellationToken)
    {
        EventQuery query = filter.Query;
        NpgsqlConnection connection = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            (long? session, long[]? kinds) = (null, null);
            if (query.Session is { } name)
            {
                NpgsqlCommand find = new("SELECT session FROM sessions WHERE key = $1 AND part = $2", connection);
                await using (find.With(EntryTable.KeyOf(EntryTable.Clean(name))).With(part.Part).ConfigureAwait(false))
                {
                    session = await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long?;
                    if (session is null)
                    {
                        return null;
                    }
                }
            }

            if (query.Type is not null || query.Namespace is not null)
            {
                kinds = await KindsAsync(connection, part.Part, query, cancellationToken).ConfigureAwait(false);
                if (kinds.Length == 0)
                {
                    return null;
                }
            }

            long from = Math.Max(filter.From, options.MaxAge is { } age ? EventTime.ToMicroseconds(options.TimeProvider.GetUtcNow() - age) : long.MinValue);
            StoreRange range = await RangeAsync(connection, part, from, filter.To, cancellationToken).ConfigureAwait(false);
            return range.FirstId < range.EndId ? new PartitionQuery(range, query, session, kinds, from, filter.To) : null;
        }
    }

    private static async Task<long[]> KindsAsync(NpgsqlConnection connection, int part, EventQuery query, CancellationToken cancellationToken)
    {
        NpgsqlCommand find = new("SELECT kind FROM kinds WHERE part = $1 AND ($2 = '' OR namespace = $2) AND ($3 = '' OR type = $3 OR name = $3)", connection);
        find.With(part).With(EntryTable.Clean(query.Namespace ?? "")).With(EntryTable.Clean(query.Type ?? ""));
        List<long> kinds = [];
        await using (find.ConfigureAwait(false))
        {
            NpgsqlDataReader rows = await find.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    kinds.Add(rows.GetInt64(0));
                }
            }
        }

        return [.. kinds];
    }

    /// <summary>The ids that times allow: those of the slots that they touch.</summary>
    private static async Task<StoreRange> RangeAsync(NpgsqlConnection connection, StoreRange part, long from, long to, CancellationToken cancellationToken)
    {
        if (from == long.MinValue && to == long.MaxValue)
        {
            return part;
        }

        NpgsqlCommand find = new("SELECT min(first_id), max(last_id) FROM slots WHERE part = $1 AND slot BETWEEN $2 AND $3", connection);
        find.With(part.Part).With(StoreSchema.SlotOf(from)).With(StoreSchema.SlotOf(to));
        await using (find.ConfigureAwait(false))
        {
            NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                return row.IsDBNull(0)
                    ? part with { EndId = part.FirstId }
                    : part with { FirstId = Math.Max(part.FirstId, row.GetInt64(0)), EndId = Math.Min(part.EndId, row.GetInt64(1) + 1) };
            }
        }
    }

    /// <summary>The next page, as far as the text is in it.</summary>
    private async Task<List<StoredEvent>> ReadAsync(PartitionQuery page, EventFilter filter, int left, CancellationToken cancellationToken)
    {
        List<StoredEvent> found = [];
        int limit = string.IsNullOrEmpty(filter.Query.Text) ? Math.Min(left, PageSize) : SearchedPageSize;
        try
        {
            NpgsqlConnection connection = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                NpgsqlCommand read = page.Next(connection, limit);
                await using (read.ConfigureAwait(false))
                {
                    NpgsqlDataReader rows = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (rows.ConfigureAwait(false))
                    {
                        int count = 0;
                        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                        {
                            count++;
                            StoredEvent stored = PartitionQuery.Read(rows);
                            page.OnRead(stored.Id);
                            if (found.Count < left && filter.MatchesText(stored.Name, stored.Data.Span))
                            {
                                found.Add(stored);
                            }
                        }

                        page.IsDone = count < limit;
                    }
                }
            }
        }
        catch (PostgresException exception) when (PostgresTrouble.IsDropped(exception))
        {
            page.IsDone = true; // Retention was faster.
        }

        return found;
    }
}
