using System.Data;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Stores batches, one transaction each, over one connection. The row in <c>head</c> is locked from the beginning to the commit, so that all collectors
/// store one after the other: ids have no gaps, are given in the order of commits, and whether an event is stored already is asked of
/// what is committed. After an exception it is to be disposed, and opened anew. For the thread that writes.
/// </summary>
internal sealed class BatchTransaction(NpgsqlConnection connection, string channel, long node, TimeProvider time) : IDisposable
{
    /// <summary>Microseconds from 1970 to 2000, where PostgreSQL's times begin.</summary>
    private const long Epoch2000 = 946_684_800_000_000;

    private static int _epochs;

    private readonly CopyRows _rows = new();
    private readonly LaneNumbers _lanes = new();
    private readonly BatchTotals _totals = new();

    /// <summary>Entries' numbers are valid within it.</summary>
    private int _epoch = Interlocked.Increment(ref _epochs);
    private int _part = -1;
    private string _copy = "";
    private long _lastId = -1;

    /// <summary>Stores a batch. Returns the id of the last event in the store, and how many of the batch were stored already.</summary>
    public (long LastId, int Duplicates) Store(PreparedBatch batch)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        (long before, int part, long? lastBatch) = Lock();
        if (lastBatch >= batch.Number)
        {
            return (before, 0); // The commit had succeeded, only the answer was lost.
        }

        if (before != _lastId)
        {
            _lanes.Forget();
        }

        if (part != _part)
        {
            (_part, _copy) = (part, $"COPY {StoreSchema.PartitionOf(part)}(part, id, received, kind, session, data, attachments) FROM STDIN (FORMAT binary)");
            _epoch = Interlocked.Increment(ref _epochs);
        }

        KnowLanes(batch.Lanes);
        HashSet<string> newKeys = AddKeys(batch.Keys);
        NumberKinds(batch);
        NumberSessions(batch);
        long last = Copy(batch, before, newKeys);
        Finish(batch.Number, last);
        transaction.Commit();
        _lanes.Settle();
        _lastId = last;
        return (last, batch.Events.Count - (int)(last - before));
    }

    public void Dispose() => connection.Dispose();

    private (long LastId, int Part, long? Batch) Lock()
    {
        using NpgsqlCommand head = new("SELECT h.last_id, h.part, n.batch FROM head h LEFT JOIN nodes n ON n.node = $1 FOR UPDATE OF h", connection);
        using NpgsqlDataReader row = head.With(node).ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt32(1), row.IsDBNull(2) ? null : row.GetInt64(2));
    }

    private void KnowLanes(IReadOnlyCollection<ulong> lanes)
    {
        long[] missing = _lanes.Missing(lanes);
        if (missing.Length == 0)
        {
            return;
        }

        _lanes.Know(missing);
        using NpgsqlCommand ranges = new("SELECT lane, first, last FROM sequences WHERE lane = ANY($1) ORDER BY lane, first", connection);
        using NpgsqlDataReader rows = ranges.With(missing).ExecuteReader();
        while (rows.Read())
        {
            _lanes.Know(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2));
        }
    }

    /// <summary>Returns the ids that were not there.</summary>
    private HashSet<string> AddKeys(IReadOnlyCollection<byte[]> keys)
    {
        HashSet<string> added = [];
        if (keys.Count == 0)
        {
            return added;
        }

        using NpgsqlCommand add = new("INSERT INTO event_keys SELECT u.key, $2 FROM unnest($1) AS u(key) ON CONFLICT DO NOTHING RETURNING key", connection);
        using NpgsqlDataReader rows = add.With<byte[][]>([.. keys]).With(_part).ExecuteReader();
        while (rows.Read())
        {
            added.Add(Convert.ToHexString(rows.GetFieldValue<byte[]>(0)));
        }

        return added;
    }

    private void NumberKinds(PreparedBatch batch)
    {
        KindEntry[] unknown = [.. batch.Events.Select(static prepared => prepared.Kind).Where(kind => kind.NumberIn(_epoch) is null).Distinct()];
        if (unknown.Length == 0)
        {
            return;
        }

        using NpgsqlCommand add = new(
            """
            INSERT INTO kinds(part, key, namespace, name, type) SELECT $1, u.key, u.namespace, u.name, u.type
            FROM unnest($2, $3, $4, $5) AS u(key, namespace, name, type) ON CONFLICT(key, part) DO UPDATE SET key = excluded.key RETURNING kind, key
            """,
            connection);
        add.With(_part).With<byte[][]>([.. unknown.Select(static kind => kind.Key)]);
        add.With<string[]>([.. unknown.Select(static kind => kind.Namespace)]).With<string[]>([.. unknown.Select(static kind => kind.Name)]);
        add.With<string[]>([.. unknown.Select(static kind => kind.Type)]);
        SetNumbers(add, unknown);
    }

    private void NumberSessions(PreparedBatch batch)
    {
        SessionEntry[] unknown =
            [.. batch.Events.Select(static prepared => prepared.Session).OfType<SessionEntry>().Where(session => session.NumberIn(_epoch) is null).Distinct()];
        if (unknown.Length == 0)
        {
            return;
        }

        using NpgsqlCommand add = new(
            """
            INSERT INTO sessions(part, key, name) SELECT $1, u.key, u.name FROM unnest($2, $3) AS u(key, name)
            ON CONFLICT(key, part) DO UPDATE SET key = excluded.key RETURNING session, key
            """,
            connection);
        add.With(_part).With<byte[][]>([.. unknown.Select(static session => session.Key)]).With<string[]>([.. unknown.Select(static session => session.Name)]);
        SetNumbers(add, unknown);
    }

    private void SetNumbers(NpgsqlCommand add, NumberedEntry[] unknown)
    {
        Dictionary<string, NumberedEntry> byKey = unknown.ToDictionary(static entry => Convert.ToHexString(entry.Key));
        using NpgsqlDataReader rows = add.ExecuteReader();
        while (rows.Read())
        {
            byKey[Convert.ToHexString(rows.GetFieldValue<byte[]>(1))].SetNumber(rows.GetInt64(0), _epoch);
        }
    }

    /// <summary>Copies what is new. Returns the id of the last event.</summary>
    private long Copy(PreparedBatch batch, long before, HashSet<string> newKeys)
    {
        long id = before;
        _totals.Clear();
        _rows.Begin();
        foreach (PreparedEvent prepared in batch.Events)
        {
            bool isNew = prepared.Sequence is { } sequence ? _lanes.TryAdd(sequence) : prepared.Key is not { } key || newKeys.Remove(Convert.ToHexString(key));
            if (isNew)
            {
                ReadOnlySpan<byte> rest = batch.Records.Span[prepared.Offset..];
                RecordFormat.TryRead(ref rest, out EventRecord record);
                AddRow(++id, record, prepared);
                _totals.Note(id, record.Time, prepared);
            }
        }

        _rows.End();
        if (id != before)
        {
            using NpgsqlRawCopyStream copy = connection.BeginRawBinaryCopy(_copy);
            copy.Write(_rows.Written);
        }

        return id;
    }

    private void AddRow(long id, scoped in EventRecord record, in PreparedEvent prepared)
    {
        _rows.Row(7);
        _rows.Field(_part);
        _rows.Field(id);
        _rows.Field(record.Time - Epoch2000);
        _rows.Field(prepared.Kind.NumberIn(_epoch)!.Value);
        if (prepared.Session is { } session)
        {
            _rows.Field(session.NumberIn(_epoch)!.Value);
        }
        else
        {
            _rows.Null();
        }

        if (prepared.IsOneValue)
        {
            _rows.Field(record.Data);
        }
        else
        {
            _rows.BracketedField(record.Data);
        }

        if (record.Attachments.IsEmpty)
        {
            _rows.Null();
        }
        else
        {
            _rows.Field(record.Attachments);
        }
    }

    /// <summary>Everything else that changes, in one message to the server.</summary>
    private void Finish(long batchNumber, long last)
    {
        using NpgsqlBatch batch = new(connection);
        AddSessions(batch, last);
        AddSequences(batch);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "INSERT INTO slots SELECT $1, u.slot, u.first_id, u.last_id FROM unnest($2, $3, $4) AS u(slot, first_id, last_id) ON CONFLICT(part, slot) DO UPDATE SET last_id = excluded.last_id")
            .With(_part)
            .With<long[]>([.. _totals.Slots.Keys])
            .With<long[]>([.. _totals.Slots.Values.Select(static ids => ids.FirstId)])
            .With<long[]>([.. _totals.Slots.Values.Select(static ids => ids.LastId)]));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO nodes VALUES($1, $2, $3) ON CONFLICT(node) DO UPDATE SET batch = excluded.batch, seen = excluded.seen")
            .With(node)
            .With(batchNumber)
            .With(EventTime.ToMicroseconds(time.GetUtcNow())));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE head SET last_id = $1").With(last));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_notify($1, '')").With(channel));
        batch.ExecuteNonQuery();
    }

    private void AddSessions(NpgsqlBatch batch, long last)
    {
        if (_totals.Sessions.Count == 0)
        {
            return;
        }

        SessionTotals[] totals = [.. _totals.Sessions.Values];
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            UPDATE sessions s SET first = least(s.first, u.first), last = greatest(s.last, u.last), events = s.events + u.events, tools = s.tools + u.tools,
            failed = s.failed + u.failed, last_type = u.type, touched = $8
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS u(session, first, last, events, tools, failed, type) WHERE s.session = u.session
            """)
            .With<long[]>([.. _totals.Sessions.Keys.Select(session => session.NumberIn(_epoch)!.Value)])
            .With<long[]>([.. totals.Select(static session => session.First)])
            .With<long[]>([.. totals.Select(static session => session.Last)])
            .With<long[]>([.. totals.Select(static session => session.Events)])
            .With<long[]>([.. totals.Select(static session => session.Tools)])
            .With<long[]>([.. totals.Select(static session => session.Failed)])
            .With<string[]>([.. totals.Select(static session => session.LastType)])
            .With(last));
    }

    private void AddSequences(NpgsqlBatch batch)
    {
        (List<SequenceRange> put, List<SequenceRange> gone) = _lanes.Changes();
        if (gone.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM sequences s USING unnest($1, $2) AS u(lane, first) WHERE s.lane = u.lane AND s.first = u.first")
                .With(LanesOf(gone))
                .With<long[]>([.. gone.Select(static range => range.First)]));
        }

        if (put.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO sequences SELECT u.lane, u.first, u.last, $4 FROM unnest($1, $2, $3) AS u(lane, first, last)
                ON CONFLICT(lane, first) DO UPDATE SET last = excluded.last, part = excluded.part
                """)
                .With(LanesOf(put))
                .With<long[]>([.. put.Select(static range => range.First)])
                .With<long[]>([.. put.Select(static range => range.Last)])
                .With(_part));
        }
    }

    private static long[] LanesOf(List<SequenceRange> ranges) => [.. ranges.Select(static range => unchecked((long)range.Lane))];
}
