using System.Data.Common;
using FastEmit.Collector.Access;
using FastEmit.Collector.Http;
using FastEmit.Collector.Observing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FastEmit.Collector.Dashboard;

/// <summary>The routes of a collector's page and of its API.</summary>
internal sealed class DashboardEndpoints
{
    private const int MaxWatchers = 100;

    private static readonly string[] Reading = ["GET", "HEAD", "OPTIONS"];
    private static readonly string[] Following = ["GET", "OPTIONS"];
    private static readonly string[] Posting = ["POST"];
    private static readonly string[] Putting = ["PUT"];
    private static readonly string[] Upgrading = ["GET"];
    private static readonly string[] Asset = ["GET", "HEAD"];

    private readonly EventCollector _collector;
    private readonly LiveFeed _feed;
    private readonly EmitterReports _emitters;
    private readonly HttpGuard _guard;
    private readonly RouteGroupBuilder _group;

    private DashboardEndpoints(RouteGroupBuilder group, EventCollector collector, LiveFeed feed)
    {
        _collector = collector;
        _guard = new HttpGuard(collector);
        _emitters = collector.Emitters;
        _feed = feed;
        _group = group;
    }

    /// <summary>Maps everything under a path.</summary>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, EventCollector collector)
    {
        LiveFeed feed = new(collector);
        endpoints.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(feed.Dispose);
        if (collector is { Options.Logger: { } logger, Store: { } watched })
        {
            _ = new StoreWatch(watched, logger, collector.Options.TimeProvider).RunAsync(feed.Ended);
        }

        collector.Alerts.Start(collector.Store, collector.Emitters, feed.Ended);
        if (collector is { Traces: { } traces, Store: { } store })
        {
            traces.Start(store, feed.Ended);
        }

        DashboardEndpoints dashboard = new(endpoints.MapGroup(path), collector, feed);
        dashboard.MapPage();
        dashboard.MapApi();
        return dashboard._group;
    }

    private void MapPage()
    {
        _group.MapMethods("/", Asset, WritePageAsync);
        foreach (string name in DashboardAssets.Names)
        {
            RequestDelegate write = context => DashboardAssets.WriteAsync(context, name);
            _group.MapMethods(name, Asset, write);
        }
    }

    private void MapApi()
    {
        EventsApi events = new(_collector);
        ObservationApi observations = new(_collector, _feed, _emitters);
        Map("api/events", Reading, events.ListAsync);
        Map("api/events/{id}", Reading, events.GetAsync);
        Map("api/events/{id}/data", Reading, events.GetDataAsync);
        Map("api/events/{id}/attachments/{number}", Reading, events.GetAttachmentAsync);
        Map("api/export", Reading, events.ExportAsync);
        Map("api/sessions", Reading, observations.ListSessionsAsync);
        Map("api/timeline", Reading, observations.GetTimelineAsync);
        OverviewApi overviews = new(_collector);
        Map("api/overview", Reading, overviews.GetAsync);
        AlertsApi alerts = new(_collector.Alerts);
        Map("api/alerts", Reading, alerts.GetAsync);
        Map("api/alerts", Putting, alerts.PutAsync);
        Map("api/stats", Reading, observations.GetStatsAsync);
        Map("api/emitters", Reading, observations.ListEmittersAsync);
        Map("api/live", Following, context => WatchAsync(context, () => LiveStream.RunAsync(context, _collector, _feed, _emitters)));
        WatcherSocket socket = new(_collector, _feed, _emitters);
        Map("api/watch", Upgrading, context => WatchAsync(context, () => socket.RunAsync(context)), _guard.GuardSocket);
        HealthApi health = new(_collector);
        _group.MapMethods("health", Asset, (RequestDelegate)health.GetHealthAsync);
        Map("metrics", Reading, health.GetMetricsAsync);
        EventIntake intake = new(_collector);
        Map("api/events", Posting, intake.PostAsync);
        Map("api/hooks/{agent}", Posting, intake.PostHookAsync);
        OtlpApi otlp = new(intake, _collector.Sink.Traces);
        foreach (string signal in (string[])["logs", "metrics", "traces"])
        {
            Map($"v1/{signal}", Posting, context => otlp.PostAsync(context, signal));
        }
    }

    private void Map(string route, string[] methods, RequestDelegate handle) => Map(route, methods, handle, _guard.Guard);

    private void Map(string route, string[] methods, RequestDelegate handle, Func<RequestDelegate, RequestDelegate> guard) => _group.MapMethods(route, methods, guard(async context =>
    {
        try
        {
            await handle(context).ConfigureAwait(false);
        }
        catch (BadQueryException exception)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception exception) when (exception is DbException or IOException && !context.Response.HasStarted)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"The store cannot be read: {exception.Message}").ConfigureAwait(false);
        }
    }));

    /// <summary>The page for people; the counters for programs, which ask for JSON.</summary>
    private Task WritePageAsync(HttpContext context)
    {
        string accept = context.Request.Headers.Accept.ToString();
        if (accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("html", StringComparison.OrdinalIgnoreCase))
        {
            return _guard.TryAdmit(context)
                ? JsonAnswer.WriteAsync(context, json => StatsJson.Write(json, _collector))
                : Task.CompletedTask;
        }

        string path = context.Request.PathBase + context.Request.Path;
        if (!path.EndsWith('/'))
        {
            context.Response.Redirect(path + "/"); // The page names its files relative to itself.
            return Task.CompletedTask;
        }

        return DashboardAssets.WriteAsync(context, DashboardAssets.Page);
    }

    private async Task WatchAsync(HttpContext context, Func<Task> serve)
    {
        if (!_feed.TryWatch(MaxWatchers))
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many are watching already.").ConfigureAwait(false);
            return;
        }

        try
        {
            await serve().ConfigureAwait(false);
        }
        finally
        {
            _feed.EndWatch();
        }
    }
}
