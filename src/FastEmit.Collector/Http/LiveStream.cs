using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>
/// One watcher's messages: at first the last minutes, then ten times a second what is new, as far as it passes the watcher's filter,
/// and once a second the counters. A watcher that reads slowly gets fewer messages, never a backlog.
/// </summary>
internal sealed class LiveStream : IDisposable
{
    private const int PreviewBytes = 300;
    private const int MaxSessions = 60;

    /// <summary>Events that the filter is tried on for one message; of more, one in so many.</summary>
    private const int MaxLooks = 1600;

    /// <summary>The newest events of a beat; older ones are only counted.</summary>
    private const int MaxVisits = 8000;

    private readonly EventCollector _collector;
    private readonly LiveFeed _feed;
    private readonly EmitterReports _emitters;
    private readonly WatcherFilter _filter;
    private readonly WatcherSink _sink;
    private readonly ArrayBufferWriter<byte> _message = new();
    private readonly Utf8JsonWriter _json;
    private readonly ShownEvents _shown = new();
    private long _seenId;
    private long _seenAt;
    private int _pointBeats = -1;

    private LiveStream(EventCollector collector, LiveFeed feed, EmitterReports emitters, WatcherFilter filter, WatcherSink sink)
    {
        _sink = sink;
        _collector = collector;
        _feed = feed;
        _emitters = emitters;
        _filter = filter;
        _json = new Utf8JsonWriter(_message);
        _seenId = feed.LastId;
        _seenAt = Time.GetTimestamp();
    }

    private TimeProvider Time => _collector.Options.TimeProvider;

    /// <summary>Serves a watcher by server-sent events until it goes or the collector stops.</summary>
    public static Task RunAsync(HttpContext context, EventCollector collector, LiveFeed feed, EmitterReports emitters)
    {
        WatcherFilter filter = WatcherFilter.Read(context.Request);
        JsonAnswer.Begin(context, "text/event-stream");
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would gather what is meant to be seen at once.
        PipeWriter body = context.Response.BodyWriter;
        return RunAsync(
            async (message, end) =>
            {
                body.Write("data: "u8);
                body.Write(message.Span);
                body.Write("\n\n"u8);
                await body.FlushAsync(end).ConfigureAwait(false);
            },
            filter,
            collector,
            feed,
            emitters,
            context.RequestAborted);
    }

    /// <summary>Gives a watcher its messages until it goes or the collector stops.</summary>
    public static async Task RunAsync(
        WatcherSink sink, WatcherFilter filter, EventCollector collector, LiveFeed feed, EmitterReports emitters, CancellationToken gone)
    {
        using LiveStream live = new(collector, feed, emitters, filter, sink);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(gone, feed.Ended);
        try
        {
            await live.WriteAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The watcher has gone, or the collector stops.
        }
    }

    public void Dispose() => _json.Dispose();

    private async Task WriteAsync(CancellationToken end)
    {
        WriteHello();
        while (true)
        {
            Task next = _feed.NextBeatAsync(end); // Before the message: a beat that comes meanwhile is not waited for again.
            await SendAsync(end).ConfigureAwait(false);
            await next.ConfigureAwait(false);
            WriteBeat();
        }
    }

    private async Task SendAsync(CancellationToken end)
    {
        _json.Flush();
        await _sink(_message.WrittenMemory, end).ConfigureAwait(false);
        _message.ResetWrittenCount();
        _json.Reset();
    }

    private void WriteHello()
    {
        _json.WriteStartObject();
        _json.WriteStartObject("hello"u8);
        _json.WriteNumber("lastId"u8, _seenId);
        _json.WriteStartArray("history"u8);
        foreach (RatePoint point in _feed.Rates.Read())
        {
            ObservationJson.Write(_json, point);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        WriteCounters();
        _json.WriteEndObject();
    }

    private void WriteBeat()
    {
        _json.WriteStartObject();
        WriteEvents();
        int pointBeats = _feed.Beats / LiveFeed.BeatsPerPoint;
        if (pointBeats != _pointBeats && _feed.Rates.Last is { } point)
        {
            _pointBeats = pointBeats;
            _json.WritePropertyName("point"u8);
            ObservationJson.Write(_json, point);
            WriteCounters();
        }

        _json.WriteEndObject();
    }

    private void WriteCounters()
    {
        _json.WriteNumber("time"u8, Time.GetUtcNow().ToUnixTimeMilliseconds());
        _json.WritePropertyName("stats"u8);
        StatsJson.Write(_json, _collector);
        _json.WriteNumber("lastAlert"u8, _collector.Alerts.LastAlert);
        _json.WriteNumber("sessionCount"u8, _feed.Sessions.Count);
        ObservationJson.WriteSessions(_json, _feed.Sessions.Recent(MaxSessions));
        ObservationJson.WriteEmitters(_json, _emitters.Read());
    }

    private void WriteEvents()
    {
        long matched = 0;
        long looked = 0;
        _shown.Begin();
        int maxLooks = _filter.IsEmpty ? _shown.Room : MaxLooks;
        (long seen, long visited) = _feed.Visit(_seenId, MaxVisits, maxLooks, (long id, in EventRecord record, long weight) =>
        {
            looked += weight;
            if (_filter.Match(id, record) is { } stored)
            {
                matched += weight;
                _shown.Offer(stored);
            }
        });

        long now = Time.GetTimestamp();
        _json.WriteNumber("ms"u8, Math.Max(1, Math.Round(Time.GetElapsedTime(_seenAt, now).TotalMilliseconds)));
        _json.WriteNumber("seen"u8, seen);
        _json.WriteNumber("looked"u8, Math.Min(looked, visited));
        _json.WriteNumber("matched"u8, _filter.IsEmpty ? seen : Math.Min(matched, seen));
        (_seenId, _seenAt) = (_seenId + seen, now);
        _json.WriteStartArray("events"u8);
        foreach (StoredEvent stored in _shown.Take())
        {
            EventJson.WritePreview(_json, stored, PreviewBytes);
        }

        _json.WriteEndArray();
    }
}

/// <summary>Sends a watcher one message, a JSON object, and completes when there is room for the next.</summary>
/// <param name="message">The message, valid until the task has completed.</param>
/// <param name="end">The watcher has gone, or the collector stops.</param>
internal delegate ValueTask WatcherSink(ReadOnlyMemory<byte> message, CancellationToken end);
