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
    private readonly VolumeKinds _kinds;
    private readonly VolumeSessions _sessions;
    private readonly BlockFilterWriter _filters;
    private readonly StoredSequences _sequences;
    private bool _timesWentBack;

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
        _kinds = new VolumeKinds(connection);
        _sessions = new VolumeSessions(connection);
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
        _sessions.Write();
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

        long kind = _kinds.Of(record, facts.Subtype);
        long? session = facts.Session.IsEmpty ? null : _sessions.Of(facts.Session);
        _insert.Bind(1, id).Bind(2, time).Bind(3, kind).Bind(4, session);
        ReadOnlySpan<byte> data = facts.IsOneValue || !facts.IsJson ? record.Data : EventReader.DataOf(record.Data, facts);
        _insert.BindText(5, data).Run();
        _filters.Begin(Blocks.Of(id));
        _filters.Add(data, facts);
        if (_kinds.Note(kind, Blocks.Of(id)))
        {
            _filters.AddName(EventReader.NameOf(record.NameJson));
        }

        if (session is { } number)
        {
            _sessions.Note(number, Blocks.Of(id), kind, time, facts.TypeOr(record.NameJson), facts.Success);
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
        foreach (IDisposable part in (IDisposable[])[_begin, _commit, _insert, _attach, _pages, _kinds, _sessions, _filters, _sequences])
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
}
