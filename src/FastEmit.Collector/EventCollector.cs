using FastEmit.Collector.Access;
using FastEmit.Collector.Alerts;
using FastEmit.Collector.Counting;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Sessions;
using FastEmit.Collector.Storage;
using FastEmit.Collector.Taking;
using FastEmit.Collector.Tracing;
using Microsoft.AspNetCore.Http;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace FastEmit.Collector;

/// <summary>
/// A Socket.IO server that receives events, counts them and hands them to handlers. It speaks Engine.IO v4 and Socket.IO v5 over
/// WebSocket and long-polling, and acknowledges every event that asks for it. Thread-safe. It is reached through an endpoint
/// (<see cref="CollectorEndpointExtensions"/>) or a <see cref="CollectorServer"/>.
/// </summary>
public sealed class EventCollector
{
    private readonly EngineEndpoint _endpoint;

    /// <summary>Creates a collector.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public EventCollector(CollectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options.Validated();
        Sessions = new SessionTable(Options.MaxConnections);
        Origins = new OriginPolicy(Options);
        Sink = new EventSink(Options, Counters);
        Emitters = new EmitterReports(Options.TimeProvider);
        Tally.AddInternal(EmitterReports.Namespace, EmitterReports.EventName).AddHandler(Emitters.OnReceived);
        Alerts = new AlertCenter(Options);
        if (Options.Store is { IsShared: true } shared)
        {
            _ = Task.Run(new SharedFeed(shared, Log.Recent, Sink.Sessions, Sink.Traces, Options.TimeProvider).RunAsync);
        }

        Traces = Options.OtlpEndpoint is { } endpoint ? new TraceExporter(endpoint, Options.OtlpHeaders.AsReadOnly(), Options.TimeProvider) : null;
        _endpoint = new EngineEndpoint(this);
    }

    internal CollectorOptions Options { get; }

    /// <summary>Where lines for people go.</summary>
    internal ILogger Logger => Options.LoggerInUse;

    /// <summary>Where events go.</summary>
    internal EventSink Sink { get; }

    internal EventTally Tally => Sink.Tally;

    internal CollectorCounters Counters { get; } = new();

    internal SessionTable Sessions { get; }

    internal OriginPolicy Origins { get; }

    internal EventLog Log => Sink.Log;

    /// <summary>The sessions that were active last.</summary>
    internal SessionIndex ActiveSessions => Sink.Sessions;

    /// <summary>The emitters' own reports.</summary>
    internal EmitterReports Emitters { get; }

    /// <summary>The alert rules, and the alerts that they have raised.</summary>
    internal AlertCenter Alerts { get; }

    /// <summary>Sends sessions as traces; null without an endpoint.</summary>
    internal TraceExporter? Traces { get; }

    /// <summary>Whether one more connection would be refused.</summary>
    internal bool IsFull => Sessions.Count >= Options.MaxConnections;

    /// <summary>
    /// Adds a handler for one event; see <see cref="ReceivedEventHandler"/>. It is called after <see cref="CollectorOptions.OnEvent"/>, and
    /// handlers of one event in the order in which they were added.
    /// </summary>
    /// <param name="namespace">The namespace; <c>/</c> for the main one.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>Takes the handler off when it is disposed.</returns>
    public IDisposable On(string @namespace, string name, ReceivedEventHandler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(@namespace);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(handler);
        EventChannel channel = Tally.Get(@namespace, name);
        channel.AddHandler(handler);
        return new HandlerRegistration(channel, handler);
    }

    /// <summary>
    /// Where events can be read again: the application's store, else the recent events in memory; null when there is neither. Reads may
    /// take a while and run beside the collector's work.
    /// </summary>
    public EventStore? Store => Log.Store;

    /// <summary>Reads the counters. Allocates the reading; takes no lock that a connection would wait for.</summary>
    public CollectorStats GetStats() => Counters.Read(Tally.Read(), Sessions.Count);

    /// <summary>Serves one request to the Engine.IO endpoint; completes with the connection.</summary>
    internal Task HandleAsync(HttpContext context) => _endpoint.HandleAsync(context);

    /// <summary>Serves one upgraded connection.</summary>
    internal Task ServeAsync(Stream stream, Action abort, CancellationToken stopping) =>
        _endpoint.ServeAsync(stream, Handshake.None, abort, stopping);

    /// <summary>False when there are as many connections as there may be.</summary>
    internal bool TryAdd(CollectorSession session)
    {
        if (!Sessions.TryAdd(session))
        {
            return false;
        }

        Interlocked.Increment(ref Counters.Connections);
        return true;
    }

    /// <summary>A session that is not open yet.</summary>
    internal CollectorSession NewSession(Handshake handshake) => new(handshake, Options, Sink, Sessions);
}
