using System.Text.Json;
using FastEmit.Collector.Storage;
using FastEmit.Collector.Tracing;

namespace FastEmit.Collector.Http;

/// <summary>A collector's counters as the API gives them out.</summary>
internal static class StatsJson
{
    /// <summary>The most names of events that are listed.</summary>
    private const int MaxNames = 200;

    public static void Write(Utf8JsonWriter json, EventCollector collector)
    {
        CollectorStats stats = collector.GetStats();
        json.WriteStartObject();
        json.WriteNumber("events"u8, stats.Events);
        json.WriteNumber("duplicates"u8, stats.Duplicates);
        json.WriteNumber("refusedEvents"u8, stats.RefusedEvents);
        json.WriteNumber("bytes"u8, stats.Bytes);
        json.WriteNumber("connections"u8, stats.Connections);
        json.WriteNumber("openConnections"u8, stats.OpenConnections);
        json.WriteNumber("upgrades"u8, stats.Upgrades);
        json.WriteNumber("refusedRequests"u8, stats.RefusedRequests);
        json.WriteNumber("refusedConnections"u8, stats.RefusedConnections);
        json.WriteNumber("refusedNamespaces"u8, stats.RefusedNamespaces);
        json.WriteNumber("protocolErrors"u8, stats.ProtocolErrors);
        json.WriteNumber("heartbeatTimeouts"u8, stats.HeartbeatTimeouts);
        json.WriteNumber("handlerErrors"u8, stats.HandlerErrors);
        json.WriteStartArray("byEvent"u8);
        foreach (EventCount count in stats.ByEvent.OrderByDescending(static count => count.Events).Take(MaxNames))
        {
            json.WriteStartObject();
            json.WriteString("namespace"u8, count.Namespace);
            json.WriteString("name"u8, count.Name);
            json.WriteNumber("events"u8, count.Events);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (collector.Store is { } store)
        {
            WriteStore(json, store);
        }

        if (collector.Traces is { } traces)
        {
            WriteTraces(json, traces);
        }

        json.WriteEndObject();
    }

    private static void WriteTraces(Utf8JsonWriter json, TraceExporter traces)
    {
        json.WriteStartObject("otlp"u8);
        json.WriteString("host"u8, traces.Poster.Endpoint.Authority); // Not the whole address, which may hold a key.
        json.WriteNumber("spans"u8, traces.Poster.Sent);
        json.WriteNumber("rejected"u8, traces.Poster.Rejected);
        json.WriteNumber("retries"u8, traces.Poster.Retries);
        json.WriteNumber("behind"u8, traces.Behind);
        json.WriteNumber("missed"u8, traces.Missed);
        json.WriteString("lastError"u8, traces.Fault);
        json.WriteEndObject();
    }

    private static void WriteStore(Utf8JsonWriter json, EventStore store)
    {
        EventStoreStats stats = store.GetStats();
        json.WriteStartObject("store"u8);
        json.WriteBoolean("outlivesProcess"u8, store.OutlivesProcess);
        json.WriteNumber("events"u8, stats.Events);
        json.WriteNumber("bytes"u8, stats.Bytes);
        json.WriteNumber("stored"u8, stats.Stored);
        json.WriteNumber("waiting"u8, stats.Waiting);
        json.WriteNumber("errors"u8, stats.Errors);
        json.WriteString("lastError"u8, stats.LastError);
        json.WriteStartArray("damagedFiles"u8);
        foreach (string file in stats.DamagedFiles)
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
