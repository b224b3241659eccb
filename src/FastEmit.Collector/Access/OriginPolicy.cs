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

    private static bool IsOwn(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? parsed)
        && string.Equals(parsed.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(parsed.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

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
