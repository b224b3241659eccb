using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>Appends events to one file. For one thread; after an exception it is to be disposed, and opened anew.</summary>
internal sealed class VolumeWriter : IDisposable
{
    /// <summary>A log of so many pages of 8 KiB goes into the file: large enough to be rare, small enough to be short.</summary>
    private const int CheckpointPages = 2000;

    private readonly SqliteConnection _connection;
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _insert;
    private readonly PreparedStatement _attach;
    private readonly PreparedStatement _pages;
    private readonly KeyTable _kinds;
    private readonly KeyTable _sessions;
    private readonly BlockIndex _kindBlocks;
    private readonly BlockIndex _sessionBlocks;
    private readonly BlockFilterWriter _filters;
    private readonly SessionCounts _sessionCounts;
    private readonly StoredSequences _sequences;
    private bool _timesWentBack;
    private byte[] _kindKey = new byte[256];

    private VolumeWriter(VolumeFile file, SqliteConnection connection, bool survivesPowerLoss)
    {
        File = file;
        _connection = connection;
        Prepare(connection, survivesPowerLoss);
        _begin = new PreparedStatement(connection, "BEGIN IMMEDIATE");
        _commit = new PreparedStatement(connection, "COMMIT");
        _insert = new PreparedStatement(connection, "INSERT INTO events VALUES(?, ?, ?, ?, ?)");
        _attach = new PreparedStatement(connection, "INSERT INTO attachments VALUES(?, ?)");
        _pages = new PreparedStatement(connection, "PRAGMA page_count");
        _kinds = new KeyTable(
            connection, "SELECT id FROM kinds WHERE namespace = ? AND name = ? AND type = ?", "INSERT INTO kinds(namespace, name, type) VALUES(?, ?, ?)");
        _sessions = new KeyTable(connection, "SELECT id FROM sessions WHERE session = ?", "INSERT INTO sessions(session) VALUES(?)");
        _kindBlocks = new BlockIndex(connection, "kind_blocks");
        _sessionBlocks = new BlockIndex(connection, "session_blocks");
        _sessionCounts = new SessionCounts(connection);
        _sequences = new StoredSequences(connection);
        (LastId, FirstTime, LastTime) = ReadEnds(connection, file.FirstId);
        _filters = new BlockFilterWriter(connection, LastId);
    }

    public VolumeFile File { get; }

    /// <summary>The id of its last event; one less than its first when it has none.</summary>
    public long LastId { get; private set; }

    /// <summary>When its first event was received, or null.</summary>
    public long? FirstTime { get; private set; }

    /// <summary>When its last event was received, by the clock of that moment.</summary>
    public long LastTime { get; private set; }

    /// <summary>Bytes of the file as of the last commit.</summary>
    public long Bytes
    {
        get
        {
            _pages.Step();
            long pages = _pages.Number(0);
            _pages.Reset();
            return pages * VolumePage.Bytes;
        }
    }

    /// <summary>Opens a file, which is made if it is not there.</summary>
    /// <exception cref="SqliteException">It is not a file of this store, or it is damaged.</exception>
    public static VolumeWriter Open(VolumeFile file, bool survivesPowerLoss)
    {
        SqliteConnection connection = file.Open(create: true);
        try
        {
            return new VolumeWriter(file, connection, survivesPowerLoss);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Begin() => _begin.Run();

    public void Commit()
    {
        _sessionCounts.Write();
        _sequences.Write();
        _commit.Run();
    }

    /// <summary>Appends one event. Between <see cref="Begin"/> and <see cref="Commit"/>.</summary>
    public void Insert(scoped in EventRecord record)
    {
        EventFacts facts = EventFacts.Read(record.Data);
        long id = LastId + 1;
        long time = record.Time;
        if (time < LastTime && !_timesWentBack)
        {
            PreparedStatement.Execute(_connection, $"PRAGMA user_version = {VolumeSchema.TimesWentBack}"); // Undone with the transaction, if it is.
            _timesWentBack = true;
        }

        long kind = KindOf(record, facts.Subtype);
        long? session = facts.Session.IsEmpty ? null : SessionOf(facts.Session);
        _insert.Bind(1, id).Bind(2, time).Bind(3, kind).Bind(4, session);
        ReadOnlySpan<byte> data = facts.IsOneValue || !facts.IsJson ? record.Data : EventReader.DataOf(record.Data, facts);
        _insert.BindText(5, data).Run();
        _filters.Begin(Blocks.Of(id));
        _filters.Add(data, facts);
        if (_kindBlocks.Note(kind, Blocks.Of(id)))
        {
            _filters.AddName(EventReader.NameOf(record.NameJson));
        }

        if (session is { } number)
        {
            _sessionBlocks.Note(number, Blocks.Of(id));
            _sessionCounts.Note(number, kind, time, facts.TypeOr(record.NameJson), facts.Success);
        }

        _sequences.Note(record);
        if (!record.Attachments.IsEmpty)
        {
            _attach.Bind(1, id).BindBlob(2, record.Attachments).Run();
        }

        LastId = id;
        FirstTime ??= time;
        LastTime = time;
    }

    /// <summary>Nothing is ever written to the file again: its last block is complete.</summary>
    public void Complete()
    {
        Begin();
        _filters.Write();
        Commit();
        Finish();
    }

    /// <summary>No more is written for now: the log goes into the file, as far as readers let it.</summary>
    public void Finish()
    {
        try
        {
            PreparedStatement.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // A reader is at it; the log stays beside the file, where everybody finds it.
        }
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_begin, _commit, _insert, _attach, _pages, _kinds, _sessions, _kindBlocks, _sessionBlocks, _filters, _sessionCounts, _sequences])
        {
            part.Dispose();
        }

        _connection.Dispose();
    }

    private static void Prepare(SqliteConnection connection, bool survivesPowerLoss)
    {
        PreparedStatement.Execute(connection, $"PRAGMA page_size = {VolumePage.Bytes}");
        PreparedStatement.Execute(connection, "PRAGMA journal_mode = WAL");
        PreparedStatement.Execute(connection, $"PRAGMA synchronous = {(survivesPowerLoss ? "FULL" : "NORMAL")}");
        PreparedStatement.Execute(connection, $"PRAGMA wal_autocheckpoint = {CheckpointPages}");
        PreparedStatement.Execute(connection, "PRAGMA cache_size = -8000");
        using (PreparedStatement applicationId = new(connection, "PRAGMA application_id"))
        {
            applicationId.Step();
            if (applicationId.Number(0) == VolumeSchema.ApplicationId)
            {
                PreparedStatement.Execute(connection, VolumeSchema.SessionFacts);
                PreparedStatement.Execute(connection, VolumeSchema.Sequences);
                PreparedStatement.Execute(connection, BlockFilters.Create);
                return;
            }
        }

        using (PreparedStatement tables = new(connection, "SELECT count(*) FROM sqlite_schema"))
        {
            tables.Step();
            if (tables.Number(0) != 0)
            {
                throw new SqliteException("The file is not one of this store.", SQLitePCL.raw.SQLITE_NOTADB);
            }
        }

        PreparedStatement.Execute(connection, "BEGIN IMMEDIATE");
        foreach (string sql in VolumeSchema.Create)
        {
            PreparedStatement.Execute(connection, sql);
        }

        PreparedStatement.Execute(connection, "COMMIT");
    }

    private static (long LastId, long? FirstTime, long LastTime) ReadEnds(SqliteConnection connection, long firstId)
    {
        using PreparedStatement last = new(connection, "SELECT id, time FROM events ORDER BY id DESC LIMIT 1");
        if (!last.Step())
        {
            return (firstId - 1, null, 0);
        }

        using PreparedStatement first = new(connection, "SELECT time FROM events ORDER BY id LIMIT 1");
        first.Step();
        return (last.Number(0), first.Number(0), last.Number(1));
    }

    private long KindOf(scoped in EventRecord record, ReadOnlySpan<byte> subtype)
    {
        int length = record.Namespace.Length + record.NameJson.Length + subtype.Length;
        if (_kindKey.Length < length)
        {
            _kindKey = new byte[length];
        }

        // The name begins with a quote or a digit and ends with its quote, so no two kinds have the same key.
        Span<byte> key = _kindKey.AsSpan(0, length);
        record.Namespace.CopyTo(key);
        record.NameJson.CopyTo(key[record.Namespace.Length..]);
        subtype.CopyTo(key[(record.Namespace.Length + record.NameJson.Length)..]);
        if (_kinds.TryGet(key, out long kind))
        {
            return kind;
        }

        string name = EventReader.NameOf(record.NameJson);
        return _kinds.Get(key, Encoding.UTF8.GetString(record.Namespace), name, subtype.IsEmpty ? name : EventReader.TextOf(subtype));
    }

    private long SessionOf(ReadOnlySpan<byte> session) =>
        _sessions.TryGet(session, out long number) ? number : _sessions.Get(session, EventReader.TextOf(session));
}
