using FastEmit.Collector.Buffers;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>
/// Numbers for texts that occur again and again: found in memory by their bytes, else in the file, else added to it. Bounded; for the
/// thread that writes.
/// </summary>
internal sealed class KeyTable : IDisposable
{
    /// <summary>Beyond so many it forgets all: they are in the file.</summary>
    private const int Capacity = 50_000;

    private readonly Dictionary<byte[], long> _keys = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly PreparedStatement _find;
    private readonly PreparedStatement _add;
    private readonly PreparedStatement _lastAdded;

    /// <param name="connection">The file.</param>
    /// <param name="find">Selects the number; takes the columns as parameters.</param>
    /// <param name="add">Inserts the columns.</param>
    public KeyTable(SqliteConnection connection, string find, string add)
    {
        _lookup = _keys.GetAlternateLookup<ReadOnlySpan<byte>>();
        _find = new PreparedStatement(connection, find);
        _add = new PreparedStatement(connection, add);
        _lastAdded = new PreparedStatement(connection, "SELECT last_insert_rowid()");
    }

    /// <summary>Whether the number is known in memory.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out long number) => _lookup.TryGetValue(key, out number);

    /// <summary>Finds or adds the columns in the file, and remembers their number.</summary>
    public long Get(ReadOnlySpan<byte> key, params ReadOnlySpan<string> columns)
    {
        Bind(_find, columns);
        bool isKnown = _find.Step();
        long number = isKnown ? _find.Number(0) : 0;
        _find.Reset();
        if (!isKnown)
        {
            Bind(_add, columns);
            _add.Run();
            _lastAdded.Step();
            number = _lastAdded.Number(0);
            _lastAdded.Reset();
        }

        if (_keys.Count >= Capacity)
        {
            _keys.Clear();
        }

        _keys[key.ToArray()] = number;
        return number;
    }

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _lastAdded.Dispose();
    }

    private static void Bind(PreparedStatement statement, ReadOnlySpan<string> columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            statement.BindText(i + 1, columns[i]);
        }
    }
}
