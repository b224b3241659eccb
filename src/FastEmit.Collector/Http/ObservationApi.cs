using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>Reads what was observed: counters, sessions, a session's timeline, emitters.</summary>
internal sealed class ObservationApi(EventCollector collector, LiveFeed feed, EmitterReports emitters)
{
    private const int DefaultSessions = 60;
    private const int MaxSessions = 500;

    /// <summary>Of a longer session the last so many events.</summary>
    private const int MaxTimelineEvents = 5000;

    /// <summary><c>GET stats</c>.</summary>
    public Task GetStatsAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, json => StatsJson.Write(json, collector));

    /// <summary><c>GET sessions</c>: those that were active last, the most recent first.</summary>
    public Task ListSessionsAsync(HttpContext context)
    {
        int limit = (int)(QueryParameters.Number(context.Request, "limit", 1, MaxSessions) ?? DefaultSessions);
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("known"u8, feed.Sessions.Count);
            ObservationJson.WriteSessions(json, feed.Sessions.Recent(limit));
            json.WriteEndObject();
        });
    }

    /// <summary><c>GET timeline?session=…</c>: a session's tool calls and other events.</summary>
    public async Task GetTimelineAsync(HttpContext context)
    {
        string session = QueryParameters.Text(context.Request, "session") ?? throw new BadQueryException("timeline needs a session.");
        List<StoredEvent> events = [];
        if (collector.Store is { } store)
        {
            EventQuery query = new() { Session = session, Limit = MaxTimelineEvents + 1 };
            await foreach (StoredEvent stored in store.QueryAsync(query, context.RequestAborted).ConfigureAwait(false))
            {
                events.Add(stored);
            }
        }

        SessionTimeline timeline = new();
        foreach (StoredEvent stored in events.Take(MaxTimelineEvents).Reverse())
        {
            timeline.Add(stored);
        }

        await JsonAnswer.WriteAsync(context, json => ObservationJson.WriteTimeline(json, session, timeline, events.Count > MaxTimelineEvents)).ConfigureAwait(false);
    }

    /// <summary><c>GET emitters</c>: the last report of each.</summary>
    public Task ListEmittersAsync(HttpContext context) => JsonAnswer.WriteAsync(context, json =>
    {
        json.WriteStartObject();
        ObservationJson.WriteEmitters(json, emitters.Read());
        json.WriteEndObject();
    });
}
