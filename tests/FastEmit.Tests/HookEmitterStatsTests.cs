using FastEmit.Events;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

public sealed class HookEmitterStatsTests : IAsyncLifetime
{
    private const int Lanes = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetLaneStats_EventsInEveryLane_SumsToGetStats()
    {
        await using HookEmitter emitter = Create();
        await EmitAndFlushAsync(emitter);
        LaneStats[] lanes = ReadLanes(emitter);
        HookEmitterStats sum = emitter.GetStats();
        Assert.All(lanes, static lane => Assert.Equal(lane.Offered, lane.Confirmed + lane.Written + lane.Pending + lane.FellBack + lane.Dropped.Total));
        Assert.All(lanes, static lane => Assert.InRange(lane.Confirmed, 1, 63));
        Assert.Equal(
            (sum.Offered, sum.Confirmed, sum.Sent, sum.BytesSent, sum.RingCapacity),
            (lanes.Sum(static lane => lane.Offered), lanes.Sum(static lane => lane.Confirmed), lanes.Sum(static lane => lane.Sent),
                lanes.Sum(static lane => lane.BytesSent), lanes.Sum(static lane => lane.RingCapacity)));
        Assert.Equal((Lanes, Lanes, Lanes), (sum.ActiveConnections, sum.AvailableConnections, sum.HealthyConnections));
    }

    [Fact]
    public async Task GetLaneStats_OneConnectionLost_TheLossIsCreditedToItsLane()
    {
        await using HookEmitter emitter = Create();
        await EmitAndFlushAsync(emitter);
        _server.Sessions[2].Cut();
        await EmitAndFlushAsync(emitter, until: () => emitter.GetStats().Reconnects == 1);
        LaneStats[] lanes = ReadLanes(emitter);
        LaneStats lost = Assert.Single(lanes, static lane => lane.Errors != 0);
        Assert.Equal((1, 1, true), (lost.Errors, lost.Reconnects, lost.IsConnected));
        Assert.All(lanes.Where(static lane => lane.Errors == 0), static lane => Assert.Equal((0, 0), (lane.Reconnects, lane.Resent)));
    }

    [Fact]
    public async Task GetLaneStats_NotConnected_HasNoServer()
    {
        await using HookEmitter emitter = Create();
        Assert.All(ReadLanes(emitter), static lane => Assert.Equal((false, false, null), (lane.IsConnected, lane.IsHealthy, lane.ServerUrl)));
        Assert.Equal($"{_server.Url}/socket.io/", emitter.GetStats().ServerUrl);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static LaneStats[] ReadLanes(HookEmitter emitter) => [.. Enumerable.Range(0, Lanes).Select(emitter.GetLaneStats)];

    /// <summary>Emits to so many namespaces that every lane has some, until a condition holds.</summary>
    private static async Task EmitAndFlushAsync(HookEmitter emitter, Func<bool>? until = null)
    {
        do
        {
            for (int i = 0; i < 64; i++)
            {
                emitter.EmitJson(HookEventDescriptor.Create("e", $"/n{i}"), "1"u8);
            }

            Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        }
        while (until?.Invoke() == false);
    }

    private HookEmitter Create() => HookEmitter.Create(new HookEmitterOptions
    {
        Url = _server.Url,
        MaxConnections = Lanes,
        Reconnect = { Delay = TimeSpan.FromMilliseconds(5) },
    });
}
