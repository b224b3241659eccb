using FastEmit.Collector.Access;
using FastEmit.Collector.Buffers;
using FastEmit.Collector.Listening;
using FastEmit.Collector.Logging;
using FastEmit.Collector.Subscribing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FastEmit.Collector;

/// <summary>
/// A collector with a web server of its own: Engine.IO under <see cref="CollectorOptions.Path"/>, the dashboard and its API at <c>/</c>.
/// It writes nothing to the console; <see cref="CollectorOptions.Logger"/> is its log. Thread-safe.
/// </summary>
public sealed class CollectorServer : IAsyncDisposable
{
    /// <summary>How long open connections get for their farewell when the server stops.</summary>
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(3);

    private readonly WebApplication _application;
    private int _isDisposed;

    private CollectorServer(WebApplication application, EventCollector collector)
    {
        _application = application;
        Collector = collector;
        Url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>The server's address, with the port that it got when option <see cref="CollectorOptions.Port"/> was 0.</summary>
    public string Url { get; }

    /// <summary>The collector behind it.</summary>
    public EventCollector Collector { get; }

    /// <summary>Starts a server and completes when it listens.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<CollectorServer> StartAsync(CollectorOptions? options = null, CancellationToken cancellationToken = default)
    {
        var collector = new EventCollector(options ?? new CollectorOptions());
        WebApplication application = Build(collector);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new CollectorServer(application, collector);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the counters (<see cref="EventCollector.GetStats"/>). They stay readable after the server has stopped.</summary>
    public CollectorStats GetStats() => Collector.GetStats();

    /// <summary>Says goodbye to every connection and stops listening.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        Volatile.Read(ref _isDisposed) != 0 ? Task.CompletedTask : _application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _application.StopAsync().ConfigureAwait(false);
            await _application.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static WebApplication Build(EventCollector collector)
    {
        CollectorOptions options = collector.Options;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        AddClosedServices(builder.Services, options);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPoolFactory>();
        builder.Services.AddSingleton<IHostLifetime, CallerOwnedLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.Services.RemoveAll<IStartupValidator>(); // it validates nothing here, and asks for a tenth of all types
        GuardedListenerFactory.Install(builder.Services, () =>
        {
            Interlocked.Increment(ref collector.Counters.RefusedConnections);
            collector.Logger.ConnectionRefused();
        });
        WebApplication application = builder.Build();
        if (options.Token is null)
        {
            application.Use((context, next) => LoopbackHost.IsMeant(context.Request, options) ? next(context) : RefuseHostAsync(context));
        }

        application.MapFastEmitCollector(options.Path, collector);
        application.MapFastEmitDashboard("/", collector);
        if (options.Authorize is null)
        {
            new EventSubscriptions(collector).Serve(); // Whoever may join may read the HTTP interface, too.
        }

        return application;
    }

    /// <summary>
    /// Options and logging without the open generic types behind them: under Native AOT each of their closed forms is put together when it is
    /// first asked for, which was a third of the time until the server listened.
    /// </summary>
    private static void AddClosedServices(IServiceCollection services, CollectorOptions options)
    {
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(Options.Create(new HostOptions { ShutdownTimeout = ShutdownPatience }));
        services.AddSingleton(Options.Create(new FormOptions()));
        services.AddSingleton(provider =>
        {
            KestrelServerOptions kestrel = new() { ApplicationServices = provider, AddServerHeader = false };
            kestrel.Listen(options.Address, options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
            return Options.Create(kestrel);
        });
    }

    private static Task RefuseHostAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(
            "A collector without a token answers to localhost and to addresses only. Give it a token, or allow the origin of this name.",
            context.RequestAborted);
    }
}

/// <summary>
/// Leaves Ctrl-C and SIGTERM to the program that embeds the server: the host's default would stop the server under an
/// emitter of the same process that is about to flush.
/// </summary>
internal sealed class CallerOwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
