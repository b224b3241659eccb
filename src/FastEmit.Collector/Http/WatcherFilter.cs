using FastEmit.Collector.Digests;
using FastEmit.Collector.Storage;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>The events that a watcher wants to see.</summary>
internal sealed class WatcherFilter
{
    private readonly EventFilter _filter;
    private readonly EventCriteria _criteria;

    private WatcherFilter(EventQuery query, EventCriteria criteria)
    {
        _filter = new EventFilter(query);
        _criteria = criteria;
        IsEmpty = (query.Namespace ?? query.Type ?? query.Session ?? query.Text) is null && query.From is null && query.To is null && criteria.IsEmpty;
    }

    /// <summary>Whether it wants all.</summary>
    public bool IsEmpty { get; }

    /// <exception cref="BadQueryException">A parameter is not what it takes.</exception>
    public static WatcherFilter Read(HttpRequest request) =>
        new(QueryParameters.ReadQuery(request, 1, 1) with { AfterId = 0, BeforeId = long.MaxValue }, QueryParameters.ReadCriteria(request));

    /// <summary>The event, or null when it is not wanted.</summary>
    public StoredEvent? Match(long id, in EventRecord record) =>
        _filter.Match(id, record) is { } stored && _criteria.Match(stored) ? stored : null;
}
