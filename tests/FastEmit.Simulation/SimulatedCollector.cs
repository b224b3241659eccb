using FastEmit.Collector;
using FastEmit.Collector.Counting;
using FastEmit.Collector.Sessions;
using FastEmit.Collector.Taking;

namespace FastEmit.Simulation;

/// <summary>A collector's process: the production sink, sessions and numbers over a store that outlives it.</summary>
internal sealed class SimulatedCollector
{
    private readonly World _world;
    private readonly SimulatedStore _store;
    private readonly CollectorOptions _options;
    private SessionTable _sessions;
    private EventSink _sink;
    private int _ids;

    public SimulatedCollector(World world, Scenario scenario, SimulatedServer server, SimulatedStore store)
    {
        _world = world;
        _store = store;
        _options = new CollectorOptions
        {
            TimeProvider = world.Time,
            Store = _store,
            PingInterval = scenario.Server.PingInterval,
            PingTimeout = scenario.Server.PingTimeout,
            MaxPayload = scenario.Server.MaxPayload,
            DuplicateWindow = 16,
            RecentBytes = 0,
            Authorize = (request, _) => new(server.IsRefused(request.Namespace) ? ConnectVerdict.Refused("no") : ConnectVerdict.Granted),
        }.Validated();
        if (scenario.HasEnvelope)
        {
            _options.Envelopes.Add("batch");
        }

        Start();
    }

    /// <summary>The server's end of a new connection.</summary>
    public CollectorEnd Accept(Pipe incoming, Pipe outgoing) => new(_world, incoming, outgoing, NewSession, _options.MaxPayload);

    /// <summary>The process dies; its sessions are gone already. The next one begins with what the store has.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_sink), nameof(_sessions))]
    public void Start()
    {
        _store.Die();
        _sink = new EventSink(_options, new CollectorCounters());
        _sessions = new SessionTable(1000);
    }

    private CollectorSession NewSession()
    {
        CollectorSession session = new(Handshake.None, _options, _sink, _sessions, () => $"sid-{++_ids}");
        _sessions.TryAdd(session);
        return session;
    }
}
