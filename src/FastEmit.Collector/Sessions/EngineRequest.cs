using System.Globalization;
using System.Text.Json;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FastEmit.Collector.Sessions;

/// <summary>The HTTP side of Engine.IO: what a request asks for, and the forms of an answer.</summary>
internal static class EngineRequest
{
    private const string WebSocketTransport = "websocket";
    private const string PollingTransport = "polling";

    private static readonly string Version = EngineProtocol.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The session that the request names, or an empty string.</summary>
    public static string SessionId(HttpContext context) => context.Request.Query["sid"].ToString();

    public static bool WantsWebSocket(HttpContext context) => context.Request.Query["transport"] == WebSocketTransport;

    /// <summary>Why a request cannot be served whatever session it names, or null when it can.</summary>
    public static EngineError? Judge(HttpContext context, CollectorTransports transports)
    {
        IQueryCollection query = context.Request.Query;
        bool isServed = query["transport"].ToString() switch
        {
            WebSocketTransport => transports.HasFlag(CollectorTransports.WebSocket),
            PollingTransport => transports.HasFlag(CollectorTransports.Polling),
            _ => false,
        };
        if (!isServed)
        {
            return EngineError.UnknownTransport;
        }

        if (query["EIO"] != Version)
        {
            return EngineError.UnsupportedVersion;
        }

        return WantsWebSocket(context) || !IsUpgradable(context) ? null : EngineError.BadRequest;
    }

    /// <summary>Why a request cannot open a session, or null when it can.</summary>
    public static EngineError? JudgeHandshake(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return EngineError.BadMethod;
        }

        return WantsWebSocket(context) && !IsWebSocketUpgrade(context) ? EngineError.BadRequest : null;
    }

    /// <summary>Whether the request is a WebSocket handshake of RFC 6455 section 4.2.1.</summary>
    public static bool IsWebSocketUpgrade(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        return IsUpgradable(context)
            && HttpMethods.IsGet(context.Request.Method)
            && string.Equals(headers.Upgrade, WebSocketTransport, StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketVersion == "13"
            && UpgradeKey.IsValid(headers.SecWebSocketKey);
    }

    /// <summary>Accepts the upgrade and returns the raw connection.</summary>
    public static Task<Stream> UpgradeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.Upgrade = WebSocketTransport;
        headers.SecWebSocketAccept = UpgradeKey.AcceptFor(context.Request.Headers.SecWebSocketKey.ToString());
        return context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
    }

    /// <summary>Answers a polling request.</summary>
    public static Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        HttpResponse response = context.Response;
        response.ContentType = "text/plain; charset=UTF-8";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff"; // What clients sent comes back in here.
        return response.BodyWriter.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Answers as the official server does: JSON to polling requests, plain text to WebSocket ones.</summary>
    public static Task RefuseAsync(HttpContext context, EngineError error)
    {
        HttpResponse response = context.Response;
        response.StatusCode = error.Status;
        if (IsUpgradable(context))
        {
            response.ContentType = "text/plain";
            return response.WriteAsync(error.Message, context.RequestAborted);
        }

        response.ContentType = "application/json";
        return response.WriteAsync($$"""{"code":{{error.Code}},"message":"{{JsonEncodedText.Encode(error.Message)}}"}""", context.RequestAborted);
    }

    /// <summary>The body is larger than the limit. The connection cannot be used again: the rest of the body is still to come.</summary>
    public static Task RefuseTooLargeAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        context.Response.Headers.Connection = "close";
        return context.Response.CompleteAsync();
    }

    private static bool IsUpgradable(HttpContext context) => context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
}

/// <summary>Why an Engine.IO request is refused: the protocol's own codes and messages.</summary>
internal sealed record EngineError(int Code, string Message, int Status = 400)
{
    public static EngineError UnknownTransport { get; } = new(0, "Transport unknown");

    public static EngineError UnknownSession { get; } = new(1, "Session ID unknown");

    public static EngineError BadMethod { get; } = new(2, "Bad handshake method");

    public static EngineError BadRequest { get; } = new(3, "Bad request");

    public static EngineError Forbidden { get; } = new(4, "Forbidden", 403);

    public static EngineError UnsupportedVersion { get; } = new(5, "Unsupported protocol version");

    /// <summary>Not one of the protocol's: the official server has no such limit.</summary>
    public static EngineError TooManyConnections { get; } = new(3, "Too many connections", 503);
}
