using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FastEmit.Collector.Access;

/// <summary>
/// Which pages may use the collector: those that it served itself and those of the allowed origins. Browsers name the page's origin in
/// every request that could do harm, WebSockets included; other programs send none. Immutable.
/// </summary>
internal sealed class OriginPolicy(CollectorOptions options)
{
    private readonly ISet<string> _allowed = options.AllowedOrigins;

    /// <summary>False when a page of a foreign origin asks. Otherwise the answer gets the headers of CORS that it needs.</summary>
    public bool TryAdmit(HttpContext context)
    {
        string origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        if (_allowed.Contains("*") || _allowed.Contains(origin))
        {
            AllowCrossOrigin(context, origin);
            return true;
        }

        return IsOwn(context.Request, origin);
    }

    /// <summary>
    /// Whether the page is the collector's own, as its browser sees it. A proxy may end TLS, listen on another port and name another host than
    /// the browser did, so the scheme is not compared, the browser's own judgement counts, and so do the headers of proxies: no page can set them in
    /// a request of another origin without being asked for leave first, which it does not get.
    /// </summary>
    private static bool IsOwn(HttpRequest request, string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) || !page.IsWellFormedOriginalString())
        {
            return false;
        }

        return request.Headers["Sec-Fetch-Site"] == "same-origin"
            || IsHost(page, request.Host.Value)
            || IsHost(page, request.Headers["X-Forwarded-Host"])
            || (IsProxied(request) && request.Host.Port is null && string.Equals(page.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsHost(Uri page, string? host) => string.Equals(page.Authority, host, StringComparison.OrdinalIgnoreCase);

    private static bool IsProxied(HttpRequest request) => request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("X-Forwarded-Proto");

    private static void AllowCrossOrigin(HttpContext context, string origin)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        headers.AccessControlAllowCredentials = "true"; // The official client's withCredentials; no cookie means anything here.
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            headers.AccessControlMaxAge = "600";
        }
    }
}
