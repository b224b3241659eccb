using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>Answers of the API.</summary>
internal static class JsonAnswer
{
    /// <summary>Bytes that are gathered before they go out.</summary>
    private const int FlushBytes = 32 * 1024;

    /// <summary>Answers with what the delegate writes.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        Begin(context, "application/json");
        context.Response.StatusCode = status;
        Utf8JsonWriter json = new(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            write(json);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers with an error: <c>{"error":"…"}</c>.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string error) => WriteAsync(
        context,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, error);
            json.WriteEndObject();
        },
        status);

    /// <summary>Sends what has gathered, if it is much.</summary>
    public static async ValueTask FlushAsync(HttpContext context, Utf8JsonWriter json)
    {
        if (json.BytesPending + context.Response.BodyWriter.UnflushedBytes >= FlushBytes)
        {
            await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Sets the headers of an answer that holds what clients sent.</summary>
    public static void Begin(HttpContext context, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
