namespace FastEmit.Collector;

/// <summary>
/// One reading of a collector's counters. An event is counted before the WebSocket ping behind it is answered, so everything that an
/// emitter holds for confirmed is in here.
/// </summary>
/// <param name="Events">Events received.</param>
/// <param name="Bytes">Bytes received over WebSockets, frame headers included.</param>
/// <param name="Connections">Connections accepted.</param>
/// <param name="OpenConnections">Connections that are open.</param>
/// <param name="RefusedRequests">Requests that were no acceptable Engine.IO handshake.</param>
/// <param name="ProtocolErrors">Connections closed because the client broke a rule of WebSocket, Engine.IO or Socket.IO.</param>
/// <param name="HeartbeatTimeouts">Connections closed because the client left a heartbeat unanswered.</param>
/// <param name="HandlerErrors">Exceptions of <see cref="CollectorOptions.OnEvent"/>.</param>
/// <param name="ByEvent">Events by namespace and name, in no particular order.</param>
public sealed record CollectorStats(
    long Events,
    long Bytes,
    long Connections,
    int OpenConnections,
    long RefusedRequests,
    long ProtocolErrors,
    long HeartbeatTimeouts,
    long HandlerErrors,
    IReadOnlyList<EventCount> ByEvent)
{
    /// <summary>Events received with this name in this namespace.</summary>
    public long Of(string @namespace, string name) =>
        ByEvent.Where(count => count.Namespace == @namespace && count.Name == name).Sum(count => count.Events);
}
