using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Cluster;

/// <summary>What docs/deployment.md says of a cluster.</summary>
public sealed class ClusterTests
{
    private const int TimeoutMs = 120_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeoutMs)]
    public async Task FiveLanes_OneOfTwoServersKilledUnderLoad_NothingIsLostAndOrderHolds()
    {
        const int series = 10;
        const int perSeries = 2_000;
        await using SocketIOCluster cluster = await SocketIOCluster.StartAsync("/hook", Cancel);
        HookEmitterOptions options = TestEmitter.Options(cluster.Url);
        options.MaxConnections = 5;
        await using HookEmitter emitter = HookEmitter.Create(options);

        await EmitAllAsync(0, perSeries / 2);
        await TestEmitter.FlushAllAsync(emitter);
        Assert.All(cluster.Nodes, static node => Assert.NotEmpty(node.ReadLog())); // The lanes are spread.
        Task more = EmitAllAsync(perSeries / 2, perSeries / 2);
        await cluster.Nodes[0].KillAsync();
        await more;
        await TestEmitter.FlushAllAsync(emitter);

        // What the killed server had received came before what its lanes wrote to the other one.
        LoggedEvent[] log = [.. cluster.Nodes[0].ReadLog(), .. cluster.Nodes[1].ReadLog()];
        for (int i = 0; i < series; i++)
        {
            Arrivals.AssertComplete(log, perSeries, i);
        }

        Assert.True(emitter.GetStats().Reconnects > 0);
        Assert.Equal(series * perSeries, emitter.GetStats().Confirmed);

        async Task EmitAllAsync(int first, int count)
        {
            for (int number = first; number < first + count; number++)
            {
                for (int i = 0; i < series; i++)
                {
                    await TestEmitter.EmitAsync(emitter, new NumberedEvent(i, number));
                }
            }
        }
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Broadcast_OnOneServer_ReachesClientsOfBoth()
    {
        await using SocketIOCluster cluster = await SocketIOCluster.StartAsync("/hook", Cancel);
        List<SocketIOConnection> connections = [];
        List<Task> received = [];
        try
        {
            // nginx takes the servers in turn: two clients are on two servers.
            for (int i = 0; i < 2; i++)
            {
                SocketIOConnection connection = new(cluster.Url);
                connections.Add(connection);
                TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
                received.Add(arrived.Task);
                SocketIOSocket socket = connection.Socket("/hook");
                socket.On("news", (in SocketIOEvent _) => arrived.TrySetResult());
                await socket.ConnectAsync(Cancel);
            }

            Assert.All(await Task.WhenAll(cluster.Nodes.Select(static node => node.GetCountsAsync())), static counts => Assert.Equal(1, counts.Connections));
            await cluster.Nodes[0].EmitAsync("/hook", "news", "hello");

            await Task.WhenAll(received).WaitAsync(TestEmitter.Patience, Cancel);
        }
        finally
        {
            foreach (SocketIOConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }
}
