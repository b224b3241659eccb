using System.Text.Json;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Otlp;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>
/// <c>POST v1/logs</c>, <c>v1/metrics</c> and <c>v1/traces</c>: what agents and other programs export by OTLP, in its JSON or its protobuf form, becomes events in the
/// namespace <c>/otlp</c>. An answer has the request's form.
/// </summary>
internal sealed class OtlpApi(EventIntake intake, TraceIndex traces)
{
    private const string Namespace = "/otlp";
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    /// <summary>Takes a request in, all of it or nothing.</summary>
    /// <param name="context">The request.</param>
    /// <param name="signal"><c>logs</c>, <c>metrics</c> or <c>traces</c>.</param>
    public async Task PostAsync(HttpContext context, string signal)
    {
        string type = (context.Request.ContentType ?? "").Split(';')[0].Trim();
        bool isProtobuf = type.Equals(Protobuf, StringComparison.OrdinalIgnoreCase);
        if (!isProtobuf && !type.Equals(Json, StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(context, isProtobuf, StatusCodes.Status415UnsupportedMediaType, $"This collector takes OTLP as {Protobuf} or {Json}.").ConfigureAwait(false);
            return;
        }

        if (await intake.ReadAsync(context).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        List<PostedEvent> events;
        try
        {
            using JsonDocument document = JsonDocument.Parse(isProtobuf ? OtlpProtobuf.ToJson(signal, body) : body);
            List<OtlpItem> items = OtlpJson.Read(signal, document.RootElement);
            TracedItems traced = new(items, traces);
            events = [.. items.Select(item => new PostedEvent(Namespace, NameOf(item.Name), OtlpEvent.DataOf(item, traced.SessionOf(item))))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or InvalidProtocolBufferException)
        {
            await RefuseAsync(context, isProtobuf, StatusCodes.Status400BadRequest, exception.Message).ConfigureAwait(false);
            return;
        }

        if (!await intake.TakeAsync(context, events).ConfigureAwait(false))
        {
            return;
        }

        if (isProtobuf)
        {
            await WriteAsync(context, StatusCodes.Status200OK, []).ConfigureAwait(false); // An empty message: nothing was rejected.
            return;
        }

        await JsonAnswer.WriteAsync(context, static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static byte[] NameOf(string name) => [(byte)'"', .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>OTLP's form of an error: a status with a message.</summary>
    private static Task RefuseAsync(HttpContext context, bool isProtobuf, int status, string message)
    {
        const int invalidArgument = 3;
        if (isProtobuf)
        {
            return WriteAsync(context, status, new RpcStatus { Code = invalidArgument, Message = message }.ToByteArray());
        }

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

    private static Task WriteAsync(HttpContext context, int status, byte[] message)
    {
        JsonAnswer.Begin(context, Protobuf);
        context.Response.StatusCode = status;
        context.Response.ContentLength = message.Length;
        return context.Response.Body.WriteAsync(message, context.RequestAborted).AsTask();
    }
}
