using FastEmit.Collector.Counting;
using FastEmit.Collector.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FastEmit.Collector;

/// <summary>
/// A Socket.IO server that receives events, counts them and hands them to <see cref="CollectorOptions.OnEvent"/>. It speaks Engine.IO v4
/// over WebSocket, grants every namespace, and acknowledges every event that asks for it. Thread-safe. It is reached through an endpoint
/// (<see cref="CollectorEndpointExtensions"/>) or a <see cref="CollectorServer"/>.
/// </summary>
public sealed class EventCollector
{
    private long _bytes;
    private long _connections;
    private int _openConnections;
    private long _refusedRequests;
    private long _protocolErrors;
    private long _heartbeatTimeouts;
    private long _handlerErrors;

    /// <summary>Creates a collector.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public EventCollector(CollectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Validated();
    }

    internal CollectorOptions Options { get; }

    internal EventTally Tally { get; } = new();

    /// <summary>Reads the counters. Allocates the reading; takes no lock that a connection would wait for.</summary>
    public CollectorStats GetStats()
    {
        IReadOnlyList<EventCount> byEvent = Tally.Read();
        return new CollectorStats(
            byEvent.Sum(static count => count.Events),
            Interlocked.Read(ref _bytes),
            Interlocked.Read(ref _connections),
            Volatile.Read(ref _openConnections),
            Interlocked.Read(ref _refusedRequests),
            Interlocked.Read(ref _protocolErrors),
            Interlocked.Read(ref _heartbeatTimeouts),
            Interlocked.Read(ref _handlerErrors),
            byEvent);
    }

    /// <summary>Serves one request to the Engine.IO endpoint; completes with the connection.</summary>
    internal async Task HandleAsync(HttpContext context)
    {
        if (EngineRequest.Judge(context) is { } error)
        {
            Interlocked.Increment(ref _refusedRequests);
            await EngineRequest.RefuseAsync(context, error).ConfigureAwait(false);
            return;
        }

        CancellationToken stopping = context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
        Stream stream = await EngineRequest.UpgradeAsync(context).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await ServeAsync(stream, context.Abort, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Serves one upgraded connection.</summary>
    internal async Task ServeAsync(Stream stream, Action abort, CancellationToken stopping)
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _openConnections);
        using var session = new CollectorSession(this, stream, abort);
        try
        {
            await session.RunAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _openConnections);
        }
    }

    internal void CountBytes(int bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void CountProtocolError() => Interlocked.Increment(ref _protocolErrors);

    internal void CountHeartbeatTimeout() => Interlocked.Increment(ref _heartbeatTimeouts);

    internal void CountHandlerError() => Interlocked.Increment(ref _handlerErrors);
}
