using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>Notes which keys occur in the block that is being written; each once. For the thread that writes.</summary>
internal sealed class BlockIndex(SqliteConnection connection, string table) : IDisposable
{
    private readonly PreparedStatement _add = new(connection, $"INSERT OR IGNORE INTO {table} VALUES(?, ?)");
    private readonly HashSet<long> _inBlock = [];
    private long _block = -1;
    private long _last = -1;

    /// <summary>A key occurs in a block. True when it has not been noted there before.</summary>
    public bool Note(long key, long block)
    {
        if (block == _block && key == _last)
        {
            return false;
        }

        if (block != _block)
        {
            _block = block;
            _inBlock.Clear();
        }

        _last = key;
        bool isNew = _inBlock.Add(key);
        if (isNew)
        {
            _add.Bind(1, key).Bind(2, block).Run();
        }

        return isNew;
    }

    public void Dispose() => _add.Dispose();
}
