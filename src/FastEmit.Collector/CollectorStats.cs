namespace FastEmit.Collector;

/// <summary>
/// One reading of a collector's counters. An event is counted before the WebSocket ping behind it is answered, so everything that an
/// emitter holds for confirmed is in here.
/// </summary>
public sealed record CollectorStats
{
    /// <summary>Events received, without duplicates; those of envelopes count one by one.</summary>
    public long Events { get; init; }

    /// <summary>Events that were left out because their <c>event_id</c> had come before (<see cref="CollectorOptions.DuplicateWindow"/>).</summary>
    public long Duplicates { get; init; }

    /// <summary>
    /// Events that were left out, and not acknowledged, because their payload was nested deeper than 1,000 levels. The connection goes on.
    /// </summary>
    public long RefusedEvents { get; init; }

    /// <summary>Bytes received over WebSockets, frame headers included, and in the bodies of other requests.</summary>
    public long Bytes { get; init; }

    /// <summary>Connections accepted.</summary>
    public long Connections { get; init; }

    /// <summary>Connections that are open.</summary>
    public int OpenConnections { get; init; }

    /// <summary>Connections that moved from polling to WebSocket.</summary>
    public long Upgrades { get; init; }

    /// <summary>Requests that were refused: no acceptable handshake, a forbidden origin, a wrong token, too many connections.</summary>
    public long RefusedRequests { get; init; }

    /// <summary>
    /// TCP connections that a <see cref="CollectorServer"/> closed at once, because its process would have had too few descriptors left.
    /// </summary>
    public long RefusedConnections { get; init; }

    /// <summary>CONNECTs that were refused.</summary>
    public long RefusedNamespaces { get; init; }

    /// <summary>Connections closed because the client broke a rule of WebSocket, Engine.IO or Socket.IO.</summary>
    public long ProtocolErrors { get; init; }

    /// <summary>Connections closed because the client left a heartbeat unanswered.</summary>
    public long HeartbeatTimeouts { get; init; }

    /// <summary>Exceptions of the application's handlers and of <see cref="CollectorOptions.Authorize"/>.</summary>
    public long HandlerErrors { get; init; }

    /// <summary>Events by namespace and name, in no particular order.</summary>
    public IReadOnlyList<EventCount> ByEvent { get; init; } = [];

    /// <summary>Events received with this name in this namespace.</summary>
    public long Of(string @namespace, string name) =>
        ByEvent.Where(count => count.Namespace == @namespace && count.Name == name).Sum(count => count.Events);
}

/// <summary>How many events of one name have been received.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The event's name; a number's digits when the name was a number.</param>
/// <param name="Events">Events received.</param>
public readonly record struct EventCount(string Namespace, string Name, long Events);
