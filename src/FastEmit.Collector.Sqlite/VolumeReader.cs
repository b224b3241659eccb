using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>Reads events of one file, in the order of a query, a few at a time. For one thread at a time.</summary>
internal sealed class VolumeReader : IDisposable
{
    /// <summary>Rows between two looks at the cancellation.</summary>
    private const int RowsPerLook = 1024;

    /// <summary>Ids that are passed over where a page cannot be read, which holds about forty events.</summary>
    private const int IdsPerStep = 16;

    private readonly EventFilter _filter;
    private readonly SqliteConnection _connection;
    private readonly VolumeNames _names;
    private readonly long _from;
    private readonly IEnumerator<long>? _blocks;
    private readonly PreparedStatement? _events;
    private BlockFilterReader? _filters;
    private long _blockFirst;
    private long _blockEnd;
    private long? _at;
    private bool _isInBlock;
    private bool _isDone;

    public VolumeReader(VolumeFile file, EventFilter filter, long oldestTime)
    {
        _filter = filter;
        _connection = file.Open(create: false);
        try
        {
            PreparedStatement.Execute(_connection, "PRAGMA query_only = 1");
            _names = new VolumeNames(_connection);
            _from = Math.Max(oldestTime, filter.From);
            (long first, long end) = Range(file.FirstId);
            if (first < end && TryPrepare(first, end, out IEnumerable<long>? blocks))
            {
                _blocks = blocks?.GetEnumerator();
                _events = PrepareEvents(first, end);
                (_blockFirst, _blockEnd) = (first, end);
            }
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether something could not be read.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The next events, at most so many; none when there are no more.</summary>
    public List<StoredEvent> Read(int limit, CancellationToken cancellationToken)
    {
        List<StoredEvent> found = [];
        int rows = 0;
        while (found.Count < limit && NextRow())
        {
            if (++rows % RowsPerLook == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            KindNames kind = _names.KindOf(_events!.Number(2));
            if (_filter.MatchesHints(_events.Bytes(4)) && _filter.MatchesText(kind.Name, _events.Bytes(4)))
            {
                found.Add(ReadEvent(kind));
            }
        }

        return found;
    }

    public void Dispose()
    {
        _blocks?.Dispose();
        _filters?.Dispose();
        _events?.Dispose();
        _connection.Dispose();
    }

    private bool NextRow()
    {
        while (_events is not null && !_isDone)
        {
            if (_isInBlock && StepEvents())
            {
                return true;
            }

            // One step more would begin anew.
            _isDone = _blocks is null ? _isInBlock : !_blocks.MoveNext();
            if (_isDone)
            {
                return false;
            }

            _isInBlock = true;
            if (_blocks is not null)
            {
                _events.Reset();
                (_blockFirst, _blockEnd, _at) = (Blocks.FirstId(_blocks.Current), Blocks.EndId(_blocks.Current), null);
                _events.Bind(1, _blockFirst).Bind(2, _blockEnd);
            }
        }

        return false;
    }

    /// <summary>The next row of this block, or of all; what cannot be read is stepped over, a few ids at a time.</summary>
    private bool StepEvents()
    {
        while (true)
        {
            try
            {
                if (!_events!.Step())
                {
                    return false;
                }

                _at = _events.Number(0);
                return true;
            }
            catch (SqliteException e) when (Damage.Is(e))
            {
                IsDamaged = true;
                if (!TryPassDamage())
                {
                    return false;
                }
            }
        }
    }

    private bool TryPassDamage()
    {
        bool isForward = _filter.Query.OldestFirst;
        long at = _at ?? (isForward ? _blockFirst : _blockEnd);
        _at = isForward ? at + IdsPerStep : at - IdsPerStep;
        try
        {
            _events!.Reset();
        }
        catch (SqliteException)
        {
            // It says again what the step has said.
        }

        if (isForward)
        {
            _blockFirst = _at.Value;
        }
        else
        {
            _blockEnd = _at.Value;
        }

        _events!.Bind(1, _blockFirst).Bind(2, _blockEnd);
        return _blockFirst < _blockEnd;
    }

    /// <summary>The blocks that may have what is asked for; null when every block may. False when none has.</summary>
    private bool TryPrepare(long first, long end, out IEnumerable<long>? blocks)
    {
        EventQuery query = _filter.Query;
        blocks = null;
        string? source = null;
        if (query.Session is { } session)
        {
            using PreparedStatement find = new(_connection, "SELECT id FROM sessions WHERE session = ?");
            if (!find.BindText(1, session).Step())
            {
                return false;
            }

            source = $"session_blocks WHERE session = {find.Number(0)}";
        }
        else if (query.Type is not null || query.Namespace is not null)
        {
            source = $"kind_blocks WHERE kind IN ({_names.KindsOf(query)})";
        }

        _filters = BlockFilterReader.TryOpen(_connection, query);
        if (source is not null)
        {
            blocks = IndexedBlocks(source, Blocks.Of(first), Blocks.Of(end - 1));
        }
        else if (_filters is not null)
        {
            blocks = AllBlocks(Blocks.Of(first), Blocks.Of(end - 1));
        }

        if (_filters is { } filters)
        {
            blocks = blocks?.Where(filters.MayHave);
        }

        return true;
    }

    private IEnumerable<long> IndexedBlocks(string source, long first, long last)
    {
        string order = _filter.Query.OldestFirst ? "ASC" : "DESC";
        using PreparedStatement blocks = new(_connection, $"SELECT DISTINCT block FROM {source} AND block BETWEEN ? AND ? ORDER BY block {order}");
        blocks.Bind(1, first).Bind(2, last);
        while (blocks.Step())
        {
            yield return blocks.Number(0);
        }
    }

    private IEnumerable<long> AllBlocks(long first, long last)
    {
        for (long i = 0; i <= last - first; i++)
        {
            yield return _filter.Query.OldestFirst ? first + i : last - i;
        }
    }

    private PreparedStatement PrepareEvents(long first, long end)
    {
        EventQuery query = _filter.Query;
        string session = query.Session is null ? "" : " AND e.session = (SELECT id FROM sessions WHERE session = ?5)";
        string kind = query.Type is null && query.Namespace is null ? "" : $" AND e.kind IN ({_names.KindsOf(query)})";
        PreparedStatement events = new(
            _connection,
            $"""
            SELECT e.id, e.time, e.kind, e.session, e.data, a.bytes FROM events e LEFT JOIN attachments a ON a.id = e.id
            WHERE e.id >= ?1 AND e.id < ?2 AND e.id >= ?3 AND e.id < ?4 AND e.time >= ?6 AND e.time < ?7{session}{kind} ORDER BY e.id {(query.OldestFirst ? "ASC" : "DESC")}
            """);
        events.Bind(1, first).Bind(2, end).Bind(3, first).Bind(4, end).Bind(6, _from).Bind(7, _filter.To);
        if (query.Session is { } name)
        {
            events.BindText(5, name);
        }

        return events;
    }

    /// <summary>The ids that may be asked for, by ids and times: from the first to before the second.</summary>
    private (long First, long End) Range(long firstId)
    {
        using PreparedStatement last = new(_connection, "SELECT id FROM events ORDER BY id DESC LIMIT 1");
        long end = last.Step() ? last.Number(0) + 1 : firstId;
        EventQuery query = _filter.Query;
        using PreparedStatement version = new(_connection, "PRAGMA user_version");
        version.Step();
        bool isInOrder = version.Number(0) != VolumeSchema.TimesWentBack;
        long first = Math.Max(isInOrder ? FirstIdAt(firstId, end, _from) : firstId, query.AfterId + 1);
        return (first, Math.Min(isInOrder ? FirstIdAt(firstId, end, _filter.To) : end, query.BeforeId));
    }

    /// <summary>The first id whose event is not older than a time: where times never go back; ids have no gaps.</summary>
    private long FirstIdAt(long first, long end, long time)
    {
        if (time is long.MinValue or long.MaxValue)
        {
            return time == long.MinValue ? first : end;
        }

        using PreparedStatement timeOf = new(_connection, "SELECT time FROM events WHERE id = ?");
        while (first < end)
        {
            long middle = first + ((end - first) / 2);
            timeOf.Bind(1, middle).Step();
            bool isOlder = timeOf.Number(0) < time;
            timeOf.Reset();
            (first, end) = isOlder ? (middle + 1, end) : (first, middle);
        }

        return first;
    }

    private StoredEvent ReadEvent(KindNames kind) => new()
    {
        Id = _events!.Number(0),
        Time = EventTime.FromMicroseconds(_events.Number(1)),
        Namespace = kind.Namespace,
        Name = kind.Name,
        Type = kind.Type,
        Session = _events.IsNull(3) ? null : _names.SessionOf(_events.Number(3)),
        Data = _events.Bytes(4).ToArray(),
        AttachmentLengths = RecordFormat.AttachmentLengths(_events.Bytes(5)),
    };
}
