using System.Collections.Concurrent;
using System.Text.Json;
using FastEmit.Collector;

namespace FastEmit.Interop.Tests.Chaos;

/// <summary>The collector, in this process.</summary>
internal sealed class CollectorChaosServer : ChaosServer
{
    private readonly ConcurrentQueue<ChaosArrival> _arrivals = [];
    private readonly ConcurrentDictionary<CollectorConnection, bool> _connections = [];
    private readonly CollectorFaults _faults = new();
    private CollectorServer _server = null!;

    public override bool TakesLeave => true;

    public override int Port => new Uri(_server.Url).Port;

    public static async Task<CollectorChaosServer> CreateAsync()
    {
        CollectorChaosServer server = new();
        await server.StartAsync();
        return server;
    }

    public override async Task KillAsync()
    {
        _connections.Clear();
        await _server.DisposeAsync();
    }

    public override async Task StartAsync()
    {
        _server = await CollectorServer.StartAsync(new CollectorOptions
        {
            Port = 0,
            PingInterval = TimeSpan.FromMilliseconds(PingInterval),
            PingTimeout = TimeSpan.FromMilliseconds(PingTimeout),
            DuplicateWindow = 0,
            Faults = _faults,
            OnJoined = request => _connections[request.Connection] = true,
            OnEvent = Keep,
        });
    }

    public override async Task StallAsync(TimeSpan time)
    {
        _faults.AnswerDelay = time;
        await Task.Delay(time, TestContext.Current.CancellationToken);
        _faults.AnswerDelay = TimeSpan.Zero;
    }

    public override Task RefuseNamespaceAsync(bool refused)
    {
        if (refused)
        {
            _faults.RefusedNamespaces[Namespace] = "not now";
        }
        else
        {
            _faults.RefusedNamespaces.Clear();
        }

        return Task.CompletedTask;
    }

    public override Task DisconnectNamespaceAsync() => ForEach(static connection => connection.Disconnect(Namespace));

    public override Task CloseConnectionsAsync() => ForEach(static connection => connection.Close());

    public override IReadOnlyList<ChaosArrival> TakeArrivals()
    {
        List<ChaosArrival> arrivals = [];
        while (_arrivals.TryDequeue(out ChaosArrival arrival))
        {
            arrivals.Add(arrival);
        }

        return arrivals;
    }

    public override ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task ForEach(Action<CollectorConnection> action)
    {
        foreach (CollectorConnection connection in _connections.Keys)
        {
            action(connection);
        }

        return Task.CompletedTask;
    }

    private void Keep(in ReceivedEvent received)
    {
        JsonElement data = JsonElement.Parse(received.Data);
        _arrivals.Enqueue(new ChaosArrival(
            received.ConnectionId,
            data.GetProperty("series").GetInt32(),
            data.GetProperty("number").GetInt32(),
            data.GetProperty("event_id").GetString()!));
    }
}
