using System.Text;
using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>The kinds of events of one file: their numbers, and the blocks in which each occurs. For the thread that writes.</summary>
internal sealed class VolumeKinds(SqliteConnection connection) : IDisposable
{
    private readonly KeyTable _numbers = new(
        connection, "SELECT id FROM kinds WHERE namespace = ? AND name = ? AND type = ?", "INSERT INTO kinds(namespace, name, type) VALUES(?, ?, ?)");

    private readonly BlockIndex _blocks = new(connection, "kind_blocks");
    private byte[] _key = new byte[256];

    /// <summary>The number of an event's kind; a new one is added to the file.</summary>
    public long Of(scoped in EventRecord record, ReadOnlySpan<byte> subtype)
    {
        int length = record.Namespace.Length + record.NameJson.Length + subtype.Length;
        if (_key.Length < length)
        {
            _key = new byte[length];
        }

        // The name begins with a quote or a digit and ends with its quote, so no two kinds have the same key.
        Span<byte> key = _key.AsSpan(0, length);
        record.Namespace.CopyTo(key);
        record.NameJson.CopyTo(key[record.Namespace.Length..]);
        subtype.CopyTo(key[(record.Namespace.Length + record.NameJson.Length)..]);
        if (_numbers.TryGet(key, out long kind))
        {
            return kind;
        }

        string name = EventReader.NameOf(record.NameJson);
        return _numbers.Get(key, Encoding.UTF8.GetString(record.Namespace), name, subtype.IsEmpty ? name : EventReader.TextOf(subtype));
    }

    /// <summary>A kind occurs in a block. True when it has not been noted there before.</summary>
    public bool Note(long kind, long block) => _blocks.Note(kind, block);

    public void Dispose()
    {
        _numbers.Dispose();
        _blocks.Dispose();
    }
}
