using System.Runtime.InteropServices;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>
/// Counts the events of each session in one file, in the transaction that stores them: gathered while a batch is written, and added to the
/// table before its commit. For the thread that writes.
/// </summary>
internal sealed class SessionCounts(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _add = new(
        connection,
        """
        INSERT INTO session_facts VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(session) DO UPDATE SET
        last = excluded.last, events = events + excluded.events, tools = tools + excluded.tools, failed = failed + excluded.failed, last_kind = excluded.last_kind
        """);

    private readonly Dictionary<long, Counts> _batch = [];

    /// <summary>Counts one event.</summary>
    public void Note(long session, long kind, long time, ReadOnlySpan<byte> type, bool? success)
    {
        ref Counts counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_batch, session, out bool isKnown);
        counts.First = isKnown ? counts.First : time;
        counts.Last = time;
        counts.LastKind = kind;
        counts.Events++;
        counts.Tools += ToolEvents.IsCall(type) ? 1 : 0;
        counts.Failed += ToolEvents.IsFailure(type, success) ? 1 : 0;
    }

    /// <summary>Adds what was gathered to the table.</summary>
    public void Write()
    {
        foreach ((long session, Counts counts) in _batch)
        {
            _add.Bind(1, session).Bind(2, counts.First).Bind(3, counts.Last).Bind(4, counts.Events).Bind(5, counts.Tools).Bind(6, counts.Failed);
            _add.Bind(7, counts.LastKind).Run();
        }

        _batch.Clear();
    }

    public void Dispose() => _add.Dispose();

    /// <summary>Adds a file's counts to those of later files. A new session only while there is room.</summary>
    public static void ReadInto(VolumeFile file, Dictionary<string, SessionSummary> sessions, int capacity)
    {
        using SqliteConnection connection = file.Open(create: false);
        using PreparedStatement facts = new(
            connection,
            """
            SELECT s.session, f.first, f.last, f.events, f.tools, f.failed, k.type FROM session_facts f
            JOIN sessions s ON s.id = f.session JOIN kinds k ON k.id = f.last_kind ORDER BY f.last DESC
            """);
        while (facts.Step())
        {
            string name = facts.Text(0);
            SessionSummary here = new(name, facts.Number(1) / 1000.0, facts.Number(2) / 1000.0, facts.Number(3), facts.Number(4), facts.Number(5), facts.Text(6));
            if (sessions.TryGetValue(name, out SessionSummary? later))
            {
                sessions[name] = later with
                {
                    First = here.First,
                    Events = later.Events + here.Events,
                    ToolCalls = later.ToolCalls + here.ToolCalls,
                    Failed = later.Failed + here.Failed,
                };
            }
            else if (sessions.Count < capacity && facts.Bytes(0).Length <= SessionIndex.MaxIdBytes)
            {
                sessions[name] = here;
            }
        }
    }

    private struct Counts
    {
        public long First;
        public long Last;
        public long Events;
        public long Tools;
        public long Failed;
        public long LastKind;
    }
}
