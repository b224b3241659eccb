using FastEmit.Collector.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FastEmit.Collector;

/// <summary>Puts a collector into an ASP.NET Core application.</summary>
public static class CollectorEndpointExtensions
{
    /// <summary>Maps a new collector.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">The path of the Engine.IO endpoint; clients expect <c>/socket.io/</c>.</param>
    /// <param name="options">Its options, of which those of the server (port, address, path) do not count here.</param>
    public static IEndpointConventionBuilder MapFastEmitCollector(this IEndpointRouteBuilder endpoints, string path, CollectorOptions options) =>
        endpoints.MapFastEmitCollector(path, new EventCollector(options));

    /// <summary>Maps a collector whose statistics the caller wants to read.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">The path of the Engine.IO endpoint; clients expect <c>/socket.io/</c>.</param>
    /// <param name="collector">The collector, which may be mapped several times.</param>
    public static IEndpointConventionBuilder MapFastEmitCollector(this IEndpointRouteBuilder endpoints, string path, EventCollector collector)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(collector);
        RequestDelegate handle = collector.HandleAsync;
        return endpoints.Map(path, handle).WithDisplayName("FastEmit collector");
    }

    /// <summary>
    /// Maps a collector's dashboard and, under <c>api/</c>, its HTTP interface, behind the collector's token and rules for origins. The files of
    /// the page itself, which hold no data, need no token. Events are shown as far as the collector keeps them (<see cref="EventCollector.Store"/>).
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where the page is; <c>/</c> for the application's start page.</param>
    /// <param name="collector">The collector, which is mapped by <see cref="MapFastEmitCollector(IEndpointRouteBuilder, string, EventCollector)"/> as well.</param>
    public static IEndpointConventionBuilder MapFastEmitDashboard(this IEndpointRouteBuilder endpoints, string path, EventCollector collector)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(collector);
        return DashboardEndpoints.Map(endpoints, path, collector);
    }
}
