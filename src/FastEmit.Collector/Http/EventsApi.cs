using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FastEmit.Collector.Digests;
using FastEmit.Collector.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FastEmit.Collector.Http;

/// <summary>Reads events: a page of them, one of them, an attachment, everything that matches as a file.</summary>
internal sealed class EventsApi(EventCollector collector)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private const int MaxPreviewBytes = 10_000;

    /// <summary>Events that one request looks at for the criteria that the store cannot decide; the next request goes on behind them.</summary>
    private const int MaxLooks = 100_000;

    /// <summary><c>GET events</c>: a page, and where the next one begins.</summary>
    public async Task ListAsync(HttpContext context)
    {
        EventQuery query = QueryParameters.ReadQuery(context.Request, DefaultLimit, MaxLimit);
        EventCriteria criteria = QueryParameters.ReadCriteria(context.Request);
        int limit = query.Limit;
        int looks = criteria.IsEmpty ? limit : MaxLooks;
        query = criteria.Hint(query) with { Limit = looks };
        int? preview = (int?)QueryParameters.Number(context.Request, "preview", 1, MaxPreviewBytes);
        IAsyncEnumerable<StoredEvent> events = await BeginAsync(query, context.RequestAborted).ConfigureAwait(false);
        JsonAnswer.Begin(context, "application/json");
        Utf8JsonWriter json = new(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteStartArray("events"u8);
            int count = 0;
            int looked = 0;
            long last = 0;
            await foreach (StoredEvent stored in events.ConfigureAwait(false))
            {
                looked++;
                last = stored.Id;
                if (!criteria.Match(stored))
                {
                    continue;
                }

                if (preview is { } bytes)
                {
                    EventJson.WritePreview(json, stored, bytes);
                }
                else
                {
                    EventJson.Write(json, stored);
                }

                await JsonAnswer.FlushAsync(context, json).ConfigureAwait(false);
                if (++count == limit)
                {
                    break;
                }
            }

            json.WriteEndArray();
            if (count == limit || looked == looks)
            {
                json.WriteStartObject("next"u8);
                json.WriteNumber(query.OldestFirst ? "after"u8 : "before"u8, last);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>GET events/{id}</c>: one event.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is { } stored)
        {
            await JsonAnswer.WriteAsync(context, json => EventJson.Write(json, stored)).ConfigureAwait(false);
        }
        else
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "No such event is kept.").ConfigureAwait(false);
        }
    }

    /// <summary><c>GET events/{id}/data</c>: the data of one event, byte for byte.</summary>
    public async Task GetDataAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } stored)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "No such event is kept.").ConfigureAwait(false);
            return;
        }

        JsonAnswer.Begin(context, "text/plain; charset=utf-8");
        await context.Response.BodyWriter.WriteAsync(stored.Data, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>GET events/{id}/attachments/{number}</c>: the bytes, as a file.</summary>
    public async Task GetAttachmentAsync(HttpContext context)
    {
        long id = IdOf(context) ?? 0;
        IReadOnlyList<ReadOnlyMemory<byte>> attachments = id > 0 && collector.Store is { } store
            ? await store.GetAttachmentsAsync(id, context.RequestAborted).ConfigureAwait(false)
            : [];
        if (RouteNumber(context, "number") is not { } number || number >= attachments.Count)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "No such attachment is kept.").ConfigureAwait(false);
            return;
        }

        JsonAnswer.Begin(context, "application/octet-stream");
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"event-{id}-{number}.bin\"");
        await context.Response.BodyWriter.WriteAsync(attachments[(int)number], context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>GET export</c>: every event that matches, one JSON object a line, the oldest first.</summary>
    public async Task ExportAsync(HttpContext context)
    {
        EventQuery query = QueryParameters.ReadQuery(context.Request, int.MaxValue, int.MaxValue);
        EventCriteria criteria = QueryParameters.ReadCriteria(context.Request);
        query = criteria.Hint(query) with { OldestFirst = QueryParameters.Text(context.Request, "order") is null || query.OldestFirst };
        IAsyncEnumerable<StoredEvent> events = await BeginAsync(query, context.RequestAborted).ConfigureAwait(false);
        JsonAnswer.Begin(context, "application/x-ndjson");
        context.Response.Headers.ContentDisposition = "attachment; filename=\"events.ndjson\"";
        Utf8JsonWriter json = new(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            await foreach (StoredEvent stored in events.ConfigureAwait(false))
            {
                if (!criteria.Match(stored))
                {
                    continue;
                }

                EventJson.Write(json, stored);
                await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                json.Reset();
                context.Response.BodyWriter.Write("\n"u8);
                await JsonAnswer.FlushAsync(context, json).ConfigureAwait(false);
            }

            await WriteDamageAsync(context, json).ConfigureAwait(false);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A last line that names the missing part, so that an incomplete export shows that it is.</summary>
    private async Task WriteDamageAsync(HttpContext context, Utf8JsonWriter json)
    {
        if (collector.Store?.GetStats().DamagedFiles is not { Count: > 0 } files)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("error"u8, $"Damaged files, of which events may be missing here: {string.Join(", ", files)}.");
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.BodyWriter.Write("\n"u8);
    }

    private async Task<StoredEvent?> FindAsync(HttpContext context)
    {
        if (IdOf(context) is { } id)
        {
            EventQuery query = new() { AfterId = id - 1, BeforeId = id + 1, Limit = 1 };
            await foreach (StoredEvent stored in Query(query, context.RequestAborted).ConfigureAwait(false))
            {
                return stored;
            }
        }

        return null;
    }

    /// <summary>Reads the first event before anything of the answer is written: a store that cannot be read can still be told of.</summary>
    private async Task<IAsyncEnumerable<StoredEvent>> BeginAsync(EventQuery query, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<StoredEvent> events = Query(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            return GoOnAsync(events, await events.MoveNextAsync().ConfigureAwait(false));
        }
        catch
        {
            await events.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async IAsyncEnumerable<StoredEvent> GoOnAsync(IAsyncEnumerator<StoredEvent> events, bool isThere)
    {
        await using (events.ConfigureAwait(false))
        {
            while (isThere)
            {
                yield return events.Current;
                isThere = await events.MoveNextAsync().ConfigureAwait(false);
            }
        }
    }

    private IAsyncEnumerable<StoredEvent> Query(EventQuery query, CancellationToken cancellationToken) =>
        collector.Store?.QueryAsync(query, cancellationToken) ?? AsyncEnumerable.Empty<StoredEvent>();

    private static long? IdOf(HttpContext context) => RouteNumber(context, "id") is { } id && id is > 0 and < long.MaxValue ? id : null;

    private static long? RouteNumber(HttpContext context, string name) =>
        long.TryParse(context.GetRouteValue(name) as string, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
