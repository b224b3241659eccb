using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>
/// Which events of emitters' lanes are in one file. They come into the table with the transaction that stores the events, so an event that comes
/// a second time, after whatever end of whichever process, is known. For the thread that writes.
/// </summary>
internal sealed class StoredSequences : IDisposable
{
    private readonly PreparedStatement _put;
    private readonly PreparedStatement _delete;
    private readonly LaneRanges _lanes = new();

    public StoredSequences(SqliteConnection connection)
    {
        foreach (SequenceRange range in Read(connection))
        {
            _lanes.Of(range.Lane).Add(range.First, range.Last);
        }

        _put = new PreparedStatement(connection, "INSERT INTO sequences VALUES(?, ?, ?) ON CONFLICT(lane, first) DO UPDATE SET last = excluded.last");
        _delete = new PreparedStatement(connection, "DELETE FROM sequences WHERE lane = ? AND first = ?");
    }

    /// <summary>The ranges of a file.</summary>
    public static IReadOnlyList<SequenceRange> Read(VolumeFile file)
    {
        using SqliteConnection connection = file.Open(create: false);
        return Read(connection);
    }

    /// <summary>Notes an event, if an emitter has numbered it.</summary>
    public void Note(scoped in EventRecord record)
    {
        if (record.IsNumbered(out Sequence sequence))
        {
            _lanes.Add(sequence);
        }
    }

    /// <summary>Writes the ranges that have changed.</summary>
    public void Write()
    {
        _lanes.ForEachChange(
            range => _put.Bind(1, unchecked((long)range.Lane)).Bind(2, range.First).Bind(3, range.Last).Run(),
            range => _delete.Bind(1, unchecked((long)range.Lane)).Bind(2, range.First).Run());
        _lanes.Settle();
    }

    public void Dispose()
    {
        _put.Dispose();
        _delete.Dispose();
    }

    private static List<SequenceRange> Read(SqliteConnection connection)
    {
        List<SequenceRange> ranges = [];
        using PreparedStatement rows = new(connection, "SELECT lane, first, last FROM sequences");
        while (rows.Step())
        {
            ranges.Add(new SequenceRange(unchecked((ulong)rows.Number(0)), rows.Number(1), rows.Number(2)));
        }

        return ranges;
    }
}
