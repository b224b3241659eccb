using System.Text.Json;
using FastEmit.SocketIO.EngineIO;
using FastEmit.SocketIO.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FastEmit.Collector.Sessions;

/// <summary>The HTTP side of an Engine.IO handshake.</summary>
internal static class EngineRequest
{
    private const string WebSocketTransport = "websocket";

    /// <summary>Why a request cannot become a WebSocket session, or null when it can.</summary>
    public static EngineError? Judge(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (query["transport"] != WebSocketTransport)
        {
            return EngineError.UnknownTransport; // Polling is not served.
        }

        if (query["EIO"] != EngineProtocol.Version.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return EngineError.UnsupportedVersion;
        }

        if (query.ContainsKey("sid"))
        {
            return EngineError.UnknownSession; // Only a session begun by polling could be upgraded.
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return EngineError.BadMethod;
        }

        return IsWebSocketUpgrade(context) ? null : EngineError.BadRequest;
    }

    /// <summary>Answers as the official server does: JSON to polling requests, plain text to WebSocket ones.</summary>
    public static Task RefuseAsync(HttpContext context, EngineError error)
    {
        HttpResponse response = context.Response;
        response.StatusCode = StatusCodes.Status400BadRequest;
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            response.ContentType = "text/plain";
            return response.WriteAsync(error.Message, context.RequestAborted);
        }

        response.ContentType = "application/json";
        return response.WriteAsync($$"""{"code":{{error.Code}},"message":"{{JsonEncodedText.Encode(error.Message)}}"}""", context.RequestAborted);
    }

    /// <summary>Accepts the upgrade and returns the raw connection.</summary>
    public static Task<Stream> UpgradeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.Upgrade = WebSocketTransport;
        headers.SecWebSocketAccept = UpgradeKey.AcceptFor(context.Request.Headers.SecWebSocketKey.ToString());
        return context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
    }

    private static bool IsWebSocketUpgrade(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && string.Equals(headers.Upgrade, WebSocketTransport, StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketVersion == "13"
            && UpgradeKey.IsValid(headers.SecWebSocketKey);
    }
}
