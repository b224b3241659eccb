using System.Text;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Chaos;

/// <summary>The official server. Its handlers write every event to a file before anything else happens.</summary>
internal sealed class NodeChaosServer : ChaosServer
{
    private readonly TemporaryFile _log = new();
    private NodeServer _server = null!;
    private long _taken;

    public override bool TakesLeave => false;

    public override int Port => _server.Port;

    public static async Task<NodeChaosServer> CreateAsync()
    {
        NodeChaosServer server = new();
        server._server = await NodeServer.StartAsync(new NodeServerOptions
        {
            Namespaces = [Namespace],
            Log = server._log.Path,
            LogAt = "handler",
            Ack = true,
            PingInterval = PingInterval,
            PingTimeout = PingTimeout,
        });
        return server;
    }

    public override Task KillAsync() => _server.KillAsync();

    public override Task StartAsync() => _server.RestartAsync();

    public override Task StallAsync(TimeSpan time) => _server.BlockAsync(time);

    public override Task RefuseNamespaceAsync(bool refused) => _server.RefuseAsync(Namespace, refused ? "not now" : null);

    public override Task DisconnectNamespaceAsync() => _server.DisconnectAsync(Namespace);

    public override Task CloseConnectionsAsync() => _server.CloseConnectionsAsync();

    public override IReadOnlyList<ChaosArrival> TakeArrivals()
    {
        using FileStream file = new(_log.Path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _taken;
        byte[] bytes = new byte[file.Length - _taken];
        file.ReadExactly(bytes);
        int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _taken += end;
        return [.. Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _log.Dispose();
    }

    private static ChaosArrival Parse(string line)
    {
        LoggedEvent logged = LoggedEvent.Parse(line);
        return new ChaosArrival(
            logged.Connection,
            logged.Data.GetProperty("series").GetInt32(),
            logged.Data.GetProperty("number").GetInt32(),
            logged.Data.GetProperty("event_id").GetString()!);
    }
}
