using System.Net;
using FastEmit.Collector.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FastEmit.Collector.Sessions;

/// <summary>The part of the opening request that a session keeps.</summary>
internal sealed class Handshake
{
    /// <summary>The handshake of a session without a request.</summary>
    public static Handshake None { get; } = new();

    public IPAddress? RemoteAddress { get; private init; }

    public string Query { get; private init; } = "";

    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    public string? BearerToken { get; private init; }

    /// <summary>The client cannot read binary frames and wants base64 text instead (any non-empty <c>b64</c>).</summary>
    public bool WantsBase64 { get; private init; }

    public static Handshake From(HttpContext context)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, StringValues value) in context.Request.Headers)
        {
            headers[name] = value.ToString();
        }

        return new Handshake
        {
            RemoteAddress = context.Connection.RemoteIpAddress,
            Query = context.Request.QueryString.Value ?? "",
            Headers = headers,
            BearerToken = AuthToken.FindBearer(context.Request.Headers.Authorization.ToString()),
            WantsBase64 = !StringValues.IsNullOrEmpty(context.Request.Query["b64"]),
        };
    }
}
