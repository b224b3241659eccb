using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>The names of the kinds and sessions of one file, by their numbers. For one thread at a time.</summary>
internal sealed class VolumeNames
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<long, KindNames> _kinds = [];
    private readonly Dictionary<long, string> _sessions = [];

    public VolumeNames(SqliteConnection connection)
    {
        _connection = connection;
        ReadKinds();
    }

    public KindNames KindOf(long number)
    {
        if (!_kinds.TryGetValue(number, out KindNames kind))
        {
            ReadKinds(); // It came while this reader was at work.
            kind = _kinds[number];
        }

        return kind;
    }

    /// <summary>The kinds of the query's namespace and type, as a list of numbers.</summary>
    public string KindsOf(EventQuery query) => string.Join(',', _kinds
        .Where(kind => (query.Namespace is null || kind.Value.Namespace == query.Namespace)
            && (query.Type is null || kind.Value.Type == query.Type || kind.Value.Name == query.Type))
        .Select(static kind => kind.Key));

    public string SessionOf(long number)
    {
        if (!_sessions.TryGetValue(number, out string? session))
        {
            using PreparedStatement find = new(_connection, "SELECT session FROM sessions WHERE id = ?");
            find.Bind(1, number).Step();
            _sessions[number] = session = find.Text(0);
        }

        return session;
    }

    private void ReadKinds()
    {
        using PreparedStatement kinds = new(_connection, "SELECT id, namespace, name, type FROM kinds");
        while (kinds.Step())
        {
            _kinds[kinds.Number(0)] = new KindNames(kinds.Text(1), kinds.Text(2), kinds.Text(3));
        }
    }
}

/// <summary>The names of a kind of events.</summary>
internal readonly record struct KindNames(string Namespace, string Name, string Type);
