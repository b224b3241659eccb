using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>A query on its way through one partition. For one caller at a time.</summary>
internal sealed class PartitionQuery(StoreRange range, EventQuery query, long? session, long[]? kinds, long from, long to)
{
    private long _firstId = range.FirstId;
    private long _endId = range.EndId;

    /// <summary>Whether there is nothing more in it.</summary>
    public bool IsDone { get; set; }

    /// <summary>The event of a row.</summary>
    public static StoredEvent Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Time = new DateTimeOffset(row.GetFieldValue<DateTime>(1), TimeSpan.Zero),
        Namespace = row.GetString(2),
        Name = row.GetString(3),
        Type = row.GetString(4),
        Session = row.IsDBNull(5) ? null : row.GetString(5),
        Data = row.GetFieldValue<byte[]>(6),
        AttachmentLengths = row.IsDBNull(7) ? [] : RecordFormat.AttachmentLengths(row.GetFieldValue<byte[]>(7)),
    };

    /// <summary>The page goes on behind an event.</summary>
    public void OnRead(long id)
    {
        if (query.OldestFirst)
        {
            _firstId = id + 1;
        }
        else
        {
            _endId = id;
        }
    }

    /// <summary>Reads the next rows.</summary>
    public NpgsqlCommand Next(NpgsqlConnection connection, int limit)
    {
        string order = query.OldestFirst ? "ASC" : "DESC";
        string ofSession = session is null ? "" : " AND e.session = $4";
        string ofKinds = kinds switch
        {
            null => "",
            [_] => " AND e.kind = $5", // So the index gives the order, too.
            _ => " AND e.kind = ANY($6)",
        };
        NpgsqlCommand read = new(
            $"""
            SELECT e.id, e.received, k.namespace, k.name, k.type, s.name, e.data, e.attachments FROM (
              SELECT * FROM {StoreSchema.PartitionOf(range.Part)} e WHERE e.id >= $1 AND e.id < $2{ofSession}{ofKinds} AND e.received >= $7 AND e.received < $8
              ORDER BY e.id {order} LIMIT $3) e
            JOIN kinds k ON k.kind = e.kind LEFT JOIN sessions s ON s.session = e.session ORDER BY e.id {order}
            """,
            connection);
        return read.With(_firstId).With(_endId).With((long)limit).With(session ?? 0).With(kinds is [var kind] ? kind : 0).With(kinds ?? []).With(TimeOf(from)).With(TimeOf(to));
    }

    /// <summary>Npgsql makes infinities of the ends.</summary>
    private static DateTime TimeOf(long time) => time switch
    {
        long.MinValue => DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc),
        long.MaxValue => DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
        _ => EventTime.FromMicroseconds(time).UtcDateTime,
    };
}

/// <summary>Ids in one partition: from the first to before the end.</summary>
internal readonly record struct StoreRange(int Part, long FirstId, long EndId);
