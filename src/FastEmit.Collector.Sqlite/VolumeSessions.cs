using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>The sessions of one file: their numbers, the blocks in which each occurs, and their counts. For the thread that writes.</summary>
internal sealed class VolumeSessions(SqliteConnection connection) : IDisposable
{
    private readonly KeyTable _numbers = new(connection, "SELECT id FROM sessions WHERE session = ?", "INSERT INTO sessions(session) VALUES(?)");
    private readonly BlockIndex _blocks = new(connection, "session_blocks");
    private readonly SessionCounts _counts = new(connection);

    /// <summary>The number of a session; a new one is added to the file.</summary>
    public long Of(ReadOnlySpan<byte> session) =>
        _numbers.TryGet(session, out long number) ? number : _numbers.Get(session, EventReader.TextOf(session));

    /// <summary>An event of a session is in a block.</summary>
    public void Note(long session, long block, long kind, long time, ReadOnlySpan<byte> type, bool? success)
    {
        _blocks.Note(session, block);
        _counts.Note(session, kind, time, type, success);
    }

    /// <summary>Adds what was counted to the table.</summary>
    public void Write() => _counts.Write();

    public void Dispose()
    {
        _numbers.Dispose();
        _blocks.Dispose();
        _counts.Dispose();
    }
}
