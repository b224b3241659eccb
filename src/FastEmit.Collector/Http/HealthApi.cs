using System.Globalization;
using System.Text;
using FastEmit.Collector.Storage;
using FastEmit.Collector.Tracing;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>For machines that watch machines: whether the collector does its work, and its counters in Prometheus' text form.</summary>
internal sealed class HealthApi(EventCollector collector)
{
    /// <summary>Names of events with a series of their own; clients choose the names, and a series costs its reader memory.</summary>
    private const int MaxNames = 200;

    /// <summary>
    /// <c>GET health</c>: 200 with <c>ok</c>; 503 with <c>degraded</c> while the store refuses what it is given, so that a balancer goes elsewhere.
    /// Without a token, and without a reason: anybody may ask.
    /// </summary>
    public Task GetHealthAsync(HttpContext context)
    {
        bool isWell = collector.Options.Store is not { IsFailing: true };
        return JsonAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("status"u8, isWell ? "ok" : "degraded");
                json.WriteEndObject();
            },
            isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary><c>GET metrics</c>.</summary>
    public Task GetMetricsAsync(HttpContext context)
    {
        JsonAnswer.Begin(context, "text/plain; version=0.0.4; charset=utf-8");
        return context.Response.WriteAsync(Describe(collector.GetStats(), collector.Store, collector.Traces), context.RequestAborted);
    }

    private static string Describe(CollectorStats stats, EventStore? store, TraceExporter? traces)
    {
        StringBuilder text = new();
        text.Append("# HELP fastemit_collector_events_total Events received, without duplicates.\n# TYPE fastemit_collector_events_total counter\n");
        long others = stats.Events;
        foreach (EventCount count in stats.ByEvent.OrderByDescending(static count => count.Events).Take(MaxNames))
        {
            AppendEvents(text, count.Namespace, count.Name, count.Events);
            others -= count.Events;
        }

        if (others > 0)
        {
            AppendEvents(text, "*", "*", others);
        }

        Append(text, "duplicates_total", "counter", "Events left out because their event_id had come before.", stats.Duplicates);
        Append(text, "refused_events_total", "counter", "Events left out because they were nested too deep.", stats.RefusedEvents);
        Append(text, "received_bytes_total", "counter", "Bytes received.", stats.Bytes);
        Append(text, "connections_total", "counter", "Connections accepted.", stats.Connections);
        Append(text, "open_connections", "gauge", "Connections that are open.", stats.OpenConnections);
        Append(text, "refused_requests_total", "counter", "Requests refused.", stats.RefusedRequests);
        Append(text, "refused_connections_total", "counter", "Connections closed for want of descriptors.", stats.RefusedConnections);
        Append(text, "protocol_errors_total", "counter", "Connections closed because the client broke a rule.", stats.ProtocolErrors);
        Append(text, "heartbeat_timeouts_total", "counter", "Connections closed because a heartbeat was not answered.", stats.HeartbeatTimeouts);
        Append(text, "handler_errors_total", "counter", "Exceptions of handlers.", stats.HandlerErrors);
        Append(text, "managed_memory_bytes", "gauge", "Bytes of the process's managed heap.", GC.GetTotalMemory(forceFullCollection: false));
        if (store is not null)
        {
            AppendStore(text, store);
        }

        if (traces is not null)
        {
            Append(text, "otlp_spans_total", "counter", "Spans of sessions that the OTLP endpoint has taken.", traces.Poster.Sent);
            Append(text, "otlp_rejected_spans_total", "counter", "Spans that it has refused for good.", traces.Poster.Rejected);
            Append(text, "otlp_retries_total", "counter", "Requests that were posted to it again.", traces.Poster.Retries);
            Append(text, "otlp_behind_events", "gauge", "Events of which no traces have been made yet.", traces.Behind);
            Append(text, "otlp_missed_events_total", "counter", "Events that left the store before.", traces.Missed);
        }

        return text.ToString();
    }

    private static void AppendStore(StringBuilder text, EventStore store)
    {
        EventStoreStats stats = store.GetStats();
        Append(text, "stored_events", "gauge", "Events that the store holds.", stats.Events);
        Append(text, "stored_bytes", "gauge", "Bytes that they take.", stats.Bytes);
        Append(text, "store_waiting_bytes", "gauge", "Bytes that wait to be stored.", stats.Waiting);
        Append(text, "store_errors_total", "counter", "Failed attempts to store.", stats.Errors);
        Append(text, "store_failing", "gauge", "Whether the last attempt to store failed.", store.IsFailing ? 1 : 0);
        Append(text, "store_damaged_files", "gauge", "Files that were set aside.", stats.DamagedFiles.Count);
    }

    private static void AppendEvents(StringBuilder text, string @namespace, string name, long events) => text.Append(
        CultureInfo.InvariantCulture, $"fastemit_collector_events_total{{namespace=\"{Label(@namespace)}\",name=\"{Label(name)}\"}} {events}\n");

    private static void Append(StringBuilder text, string name, string type, string help, long value) => text.Append(
        CultureInfo.InvariantCulture,
        $"# HELP fastemit_collector_{name} {help}\n# TYPE fastemit_collector_{name} {type}\nfastemit_collector_{name} {value}\n");

    private static string Label(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
