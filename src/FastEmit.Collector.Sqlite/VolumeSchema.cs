namespace FastEmit.Collector.Sqlite;

/// <summary>The tables of one file. The view <c>log</c> is for people who open it with SQLite's own tools.</summary>
internal static class VolumeSchema
{
    /// <summary>In the file's header; another number is another program's file, or one of a later version.</summary>
    public const int ApplicationId = 0x46457631; // "FEv1"

    /// <summary>Of a file's first bytes, up to the number of its application.</summary>
    public const int HeaderBytes = 72;

    /// <summary>Whether a file's application is a later version of this one.</summary>
    public static bool IsLater(int applicationId) => applicationId >> 8 == ApplicationId >> 8 && applicationId > ApplicationId;

    /// <summary>
    /// A file's <c>user_version</c> when the clock was set back while it was written. Its events have the times that the clock said, but cannot be
    /// found by halving.
    /// </summary>
    public const int TimesWentBack = 1;

    /// <summary>The counts of each session's events in this file. Files of before version 1.0 get the table when they are written to.</summary>
    public const string SessionFacts =
        """
        CREATE TABLE IF NOT EXISTS session_facts(session INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, events INTEGER NOT NULL,
        tools INTEGER NOT NULL, failed INTEGER NOT NULL, last_kind INTEGER NOT NULL)
        """;

    /// <summary>Which events of emitters' lanes are in this file, as ranges of their numbers. Older files get the table when they are written to.</summary>
    public const string Sequences =
        "CREATE TABLE IF NOT EXISTS sequences(lane INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(lane, first)) WITHOUT ROWID";

    public static string[] Create { get; } =
    [
        SessionFacts,
        Sequences,
        BlockFilters.Create,
        "CREATE TABLE kinds(id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, UNIQUE(namespace, name, type))",
        "CREATE TABLE sessions(id INTEGER PRIMARY KEY, session TEXT NOT NULL UNIQUE)",
        "CREATE TABLE events(id INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind INTEGER NOT NULL, session INTEGER, data TEXT NOT NULL)",
        "CREATE TABLE attachments(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
        "CREATE TABLE kind_blocks(kind INTEGER, block INTEGER, PRIMARY KEY(kind, block)) WITHOUT ROWID",
        "CREATE TABLE session_blocks(session INTEGER, block INTEGER, PRIMARY KEY(session, block)) WITHOUT ROWID",
        """
        CREATE VIEW log AS SELECT e.id, strftime('%Y-%m-%dT%H:%M:%fZ', e.time / 1e6, 'unixepoch') AS received, k.namespace, k.name, k.type, s.session, e.data
        FROM events e JOIN kinds k ON k.id = e.kind LEFT JOIN sessions s ON s.id = e.session
        """,
        $"PRAGMA application_id = {ApplicationId}",
    ];
}

/// <summary>The page of a file.</summary>
internal static class VolumePage
{
    /// <summary>About forty events of 200 bytes; twice SQLite's default, which makes the trees lower and the log shorter.</summary>
    public const int Bytes = 8192;
}
