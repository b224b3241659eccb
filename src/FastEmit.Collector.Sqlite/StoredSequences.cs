using System.Runtime.InteropServices;
using FastEmit.Collector.Events;
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
    private readonly Dictionary<ulong, NumberSet> _lanes = [];
    private readonly HashSet<(ulong Lane, long First)> _changed = [];
    private (ulong Lane, long First) _lastChanged;

    public StoredSequences(SqliteConnection connection)
    {
        foreach (SequenceRange range in Read(connection))
        {
            LaneOf(range.Lane).Add(range.First, range.Last);
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
    public void Note(ReadOnlySpan<byte> data)
    {
        if (EventId.Find(data) is not { IsEmpty: false } id || !Sequence.TryParse(id, out Sequence sequence))
        {
            return;
        }

        (long first, long? gone) = LaneOf(sequence.Lane).Add(sequence.Number);
        NoteChange((sequence.Lane, first));
        if (gone is { } other)
        {
            NoteChange((sequence.Lane, other));
        }
    }

    /// <summary>Writes the ranges that have changed.</summary>
    public void Write()
    {
        foreach ((ulong lane, long first) in _changed)
        {
            if (_lanes[lane].RangeAt(first) is { } range)
            {
                _put.Bind(1, unchecked((long)lane)).Bind(2, range.First).Bind(3, range.Last).Run();
            }
            else
            {
                _delete.Bind(1, unchecked((long)lane)).Bind(2, first).Run();
            }
        }

        _changed.Clear();
        _lastChanged = default;
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

    private NumberSet LaneOf(ulong lane)
    {
        ref NumberSet? numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_lanes, lane, out _);
        return numbers ??= new NumberSet();
    }

    /// <summary>Most events change the range that the one before has changed.</summary>
    private void NoteChange((ulong Lane, long First) change)
    {
        if (change != _lastChanged)
        {
            _changed.Add(change);
            _lastChanged = change;
        }
    }
}
