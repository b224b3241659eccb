using System.Text.Json;
using FastEmit.Collector.Otlp;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary><c>POST v1/logs</c>, <c>v1/metrics</c> and <c>v1/traces</c>: what agents and other programs export by OTLP becomes events in the namespace <c>/otlp</c>.</summary>
internal sealed class OtlpApi(EventIntake intake)
{
    private const string Namespace = "/otlp";

    /// <summary>Takes a request in, all of it or nothing.</summary>
    /// <param name="context">The request.</param>
    /// <param name="signal"><c>logs</c>, <c>metrics</c> or <c>traces</c>.</param>
    public async Task PostAsync(HttpContext context, string signal)
    {
        string type = context.Request.ContentType ?? "";
        if (!type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "This collector takes OTLP as application/json: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json.").ConfigureAwait(false);
            return;
        }

        if (await intake.ReadAsync(context).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        List<PostedEvent> events;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            events = [.. OtlpJson.Read(signal, document.RootElement).Select(static item => new PostedEvent(Namespace, NameOf(item.Name), OtlpEvent.DataOf(item)))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message).ConfigureAwait(false);
            return;
        }

        if (await intake.TakeAsync(context, events).ConfigureAwait(false))
        {
            await JsonAnswer.WriteAsync(context, static json =>
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }).ConfigureAwait(false);
        }
    }

    private static byte[] NameOf(string name) => [(byte)'"', .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>OTLP's form of an error: a status with a message.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        const int invalidArgument = 3;
        return JsonAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("code"u8, invalidArgument);
                json.WriteString("message"u8, message);
                json.WriteEndObject();
            },
            status);
    }
}
