using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector;

/// <summary>The counts for people (plain text) and for programs that accept JSON.</summary>
internal static class CountsPage
{
    public static Task WriteAsync(HttpContext context, CollectorStats stats)
    {
        bool json = context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase);
        context.Response.ContentType = json ? "application/json" : "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff"; // Event names are the clients' own.
        return context.Response.BodyWriter.WriteAsync(json ? ToJson(stats) : ToText(stats), context.RequestAborted).AsTask();
    }

    private static byte[] ToText(CollectorStats stats)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"FastEmit collector")
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"events       {stats.Events,15:N0}")
            .AppendLine(CultureInfo.InvariantCulture, $"bytes        {stats.Bytes,15:N0}")
            .AppendLine(CultureInfo.InvariantCulture, $"connections  {stats.Connections,15:N0}   open {stats.OpenConnections:N0}")
            .AppendLine();
        foreach (EventCount count in stats.ByEvent.OrderByDescending(static count => count.Events))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{count.Events,15:N0}  {count.Namespace}  {count.Name.ReplaceLineEndings(" ")}");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] ToJson(CollectorStats stats)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("events"u8, stats.Events);
            json.WriteNumber("bytes"u8, stats.Bytes);
            json.WriteNumber("connections"u8, stats.Connections);
            json.WriteNumber("openConnections"u8, stats.OpenConnections);
            json.WriteNumber("refusedRequests"u8, stats.RefusedRequests);
            json.WriteNumber("protocolErrors"u8, stats.ProtocolErrors);
            json.WriteNumber("heartbeatTimeouts"u8, stats.HeartbeatTimeouts);
            json.WriteNumber("handlerErrors"u8, stats.HandlerErrors);
            json.WriteStartArray("byEvent"u8);
            foreach (EventCount count in stats.ByEvent)
            {
                json.WriteStartObject();
                json.WriteString("namespace"u8, count.Namespace);
                json.WriteString("name"u8, count.Name);
                json.WriteNumber("events"u8, count.Events);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
