using System.Net;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Access;

/// <summary>
/// The hosts that a collector without a token answers to. A page of a foreign site can point a name of its own at 127.0.0.1 once it is
/// loaded (DNS rebinding); the browser then takes the collector for that site, and only the Host header tells that it is not meant.
/// </summary>
internal static class LoopbackHost
{
    /// <summary>Whether the request names this machine, or a host that the options allow.</summary>
    public static bool IsMeant(HttpRequest request, CollectorOptions options)
    {
        string host = request.Host.Host;
        return IPAddress.TryParse(host, out _)
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || options.AllowedOrigins.Any(origin =>
                origin == "*" || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? allowed) && allowed.Host.Equals(host, StringComparison.OrdinalIgnoreCase)));
    }
}
