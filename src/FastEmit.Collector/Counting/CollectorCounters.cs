namespace FastEmit.Collector.Counting;

/// <summary>A collector's counters besides its events, each at its address for <see cref="Interlocked"/>.</summary>
internal sealed class CollectorCounters
{
    public long Duplicates;
    public long RefusedEvents;
    public long Bytes;
    public long Connections;
    public long Upgrades;
    public long RefusedRequests;
    public long RefusedConnections;
    public long RefusedNamespaces;
    public long ProtocolErrors;
    public long HeartbeatTimeouts;
    public long HandlerErrors;

    /// <summary>A reading, with what is counted elsewhere.</summary>
    public CollectorStats Read(IReadOnlyList<EventCount> byEvent, int openConnections) => new()
    {
        Events = byEvent.Sum(static count => count.Events),
        Duplicates = Interlocked.Read(ref Duplicates),
        RefusedEvents = Interlocked.Read(ref RefusedEvents),
        Bytes = Interlocked.Read(ref Bytes),
        Connections = Interlocked.Read(ref Connections),
        OpenConnections = openConnections,
        Upgrades = Interlocked.Read(ref Upgrades),
        RefusedRequests = Interlocked.Read(ref RefusedRequests),
        RefusedConnections = Interlocked.Read(ref RefusedConnections),
        RefusedNamespaces = Interlocked.Read(ref RefusedNamespaces),
        ProtocolErrors = Interlocked.Read(ref ProtocolErrors),
        HeartbeatTimeouts = Interlocked.Read(ref HeartbeatTimeouts),
        HandlerErrors = Interlocked.Read(ref HandlerErrors),
        ByEvent = byEvent,
    };
}
