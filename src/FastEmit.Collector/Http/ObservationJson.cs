using System.Text.Json;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Http;

/// <summary>Observations as JSON, in the form of the API.</summary>
internal static class ObservationJson
{
    public static void WriteSessions(Utf8JsonWriter json, IReadOnlyList<SessionSummary> sessions)
    {
        json.WriteStartArray("sessions"u8);
        foreach (SessionSummary session in sessions)
        {
            json.WriteStartObject();
            json.WriteString("session"u8, session.Session);
            json.WriteNumber("first"u8, session.First);
            json.WriteNumber("last"u8, session.Last);
            json.WriteNumber("events"u8, session.Events);
            json.WriteNumber("tools"u8, session.ToolCalls);
            json.WriteNumber("failed"u8, session.Failed);
            json.WriteString("lastType"u8, session.LastType);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteTimeline(Utf8JsonWriter json, string session, SessionTimeline timeline, bool isCut)
    {
        json.WriteStartObject();
        json.WriteString("session"u8, session);
        json.WriteNumber("events"u8, timeline.Events);
        json.WriteBoolean("isCut"u8, isCut);
        if (timeline.Events > 0)
        {
            json.WriteNumber("first"u8, timeline.First);
            json.WriteNumber("last"u8, timeline.Last);
        }

        json.WriteStartArray("spans"u8);
        foreach (TimelineSpan span in timeline.Spans)
        {
            Write(json, span);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteEmitters(Utf8JsonWriter json, IReadOnlyList<(EmitterReport Report, bool IsStale)> emitters)
    {
        json.WriteStartArray("emitters"u8);
        foreach ((EmitterReport report, bool isStale) in emitters)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, report.Id);
            json.WriteString("name"u8, report.Name);
            json.WriteBoolean("isStale"u8, isStale);
            json.WritePropertyName("report"u8);
            json.WriteRawValue(report.Json, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, in RatePoint point)
    {
        json.WriteStartObject();
        json.WriteNumber("t"u8, point.Time);
        json.WriteNumber("rate"u8, Math.Round(point.Rate, 1));
        json.WriteNumber("bytes"u8, Math.Round(point.Bytes));
        WriteLatency(json, "p50", point.Median);
        WriteLatency(json, "p99", point.Tail);
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, string member, double? milliseconds)
    {
        if (milliseconds is { } value)
        {
            json.WriteNumber(member, Math.Round(value, 3));
        }
        else
        {
            json.WriteNull(member);
        }
    }

    private static void Write(Utf8JsonWriter json, TimelineSpan span)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, span.Id);
        json.WriteString("state"u8, span.State);
        json.WriteString("label"u8, span.Label);
        json.WriteNumber("start"u8, span.Start);
        if (span.Detail is { } detail)
        {
            json.WriteString("detail"u8, detail);
        }

        if (span.Call is { } call)
        {
            json.WriteString("call"u8, call);
        }

        if (span.Duration is { } duration)
        {
            json.WriteNumber("ms"u8, duration);
        }

        json.WriteEndObject();
    }
}
