using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Storage;

/// <summary>A query, prepared for looking at many events. Immutable.</summary>
public sealed class EventFilter
{
    private readonly EventQuery _query;
    private readonly byte[]? _namespace;
    private readonly long _from;
    private readonly long _to;
    private readonly TextSearch? _text;
    private readonly TextSearch[] _hints;

    /// <summary>Prepares a query.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public EventFilter(EventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit);
        _query = query;
        _namespace = query.Namespace is { } name ? Encoding.UTF8.GetBytes(name) : null;
        _from = query.From is { } from ? EventTime.ToMicroseconds(from) : long.MinValue;
        _to = query.To is { } to ? EventTime.ToMicroseconds(to) : long.MaxValue;
        _text = string.IsNullOrEmpty(query.Text) ? null : new TextSearch(query.Text);
        _hints = [.. query.Hints.Select(static hint => new TextSearch(hint))];
    }

    /// <summary>The query.</summary>
    public EventQuery Query => _query;

    internal long From => _from;

    internal long To => _to;

    /// <summary>Whether the query asks for the event: all its conditions but the limit hold.</summary>
    public bool Matches(StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        long time = EventTime.ToMicroseconds(stored.Time);
        return stored.Id > _query.AfterId
            && stored.Id < _query.BeforeId
            && time >= _from
            && time < _to
            && (_query.Namespace is null || _query.Namespace == stored.Namespace)
            && (_query.Session is null || _query.Session == stored.Session)
            && (_query.Type is null || _query.Type == stored.Type || _query.Type == stored.Name)
            && MatchesText(stored.Name, stored.Data.Span);
    }

    /// <summary>Whether the text condition holds.</summary>
    internal bool MatchesText(string name, ReadOnlySpan<byte> data) => _text is null || _text.IsInJson(data) || _text.IsIn(name);

    /// <summary>Whether the event may be of interest.</summary>
    internal bool MatchesHints(ReadOnlySpan<byte> data)
    {
        if (_query.IsFailedHint && data.IndexOf("false"u8) < 0)
        {
            return false;
        }

        foreach (TextSearch hint in _hints)
        {
            if (!hint.IsInJson(data))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The event, if the query asks for it.</summary>
    internal StoredEvent? Match(long id, scoped in EventRecord record)
    {
        if (id <= _query.AfterId
            || id >= _query.BeforeId
            || record.Time < _from
            || record.Time >= _to
            || (_namespace is not null && !record.Namespace.SequenceEqual(_namespace))
            || !MatchesHints(record.Data)
            || (_text is not null && !MatchesText(EventReader.NameOf(record.NameJson), record.Data)))
        {
            return null;
        }

        // Reading the JSON is what costs; most events are out by now.
        StoredEvent stored = EventReader.Read(id, record);
        bool matches = (_query.Session is null || _query.Session == stored.Session)
            && (_query.Type is null || _query.Type == stored.Type || _query.Type == stored.Name);
        return matches ? stored : null;
    }
}
