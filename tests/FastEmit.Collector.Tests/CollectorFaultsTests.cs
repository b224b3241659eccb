using FastEmit.Collector.Tests.Clients;
using FastEmit.FaultProxy;

namespace FastEmit.Collector.Tests;

public sealed class CollectorFaultsTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly CollectorFaults _faults = new();
    private CollectorServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Faults = _faults, TimeProvider = _clock });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task NoSwitchThrown_BehavesLikeAnyCollector()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync("421[\"a\"]");

        Assert.Equal(["431[]"], (await client.SyncAsync()).Select(answer => answer.Text));
    }

    [Fact]
    public async Task AnswerDelay_Set_HoldsAcksAndPongsBackInOrder()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        int armed = _clock.ArmedTimers;
        _faults.AnswerDelay = TimeSpan.FromSeconds(3);

        await client.SendRawAsync((byte[])[.. RawClient.TextFrame("421[\"a\"]"), .. RawClient.PingFrame("p")]);
        await Expect.TrueAsync(() => _server.GetStats().Events == 1);
        await Expect.TrueAsync(() => _clock.ArmedTimers > armed); // the delay's
        Task<ReceivedFrame> answer = client.ReceiveAsync();
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(answer.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("431[]", (await answer).Text);
        Assert.Equal("p", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task DropConnectionAfterEvents_Reached_EndsTheConnectionWithoutAWord()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        _faults.DropConnectionAfterEvents = 2;

        await client.SendTextAsync("42[\"a\"]");
        await client.SyncAsync();
        await client.SendRawAsync((byte[])[.. RawClient.TextFrame("42[\"a\"]"), .. RawClient.TextFrame("42[\"a\"]")]);

        Assert.True((await client.ReceiveAsync()).IsEnd);
        Assert.Equal(2, _server.GetStats().Events);
    }

    [Fact]
    public async Task AnswersNothing_Set_TakesEventsAndSendsHeartbeatsOnly()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        _faults.AnswersNothing = true;

        await client.SendRawAsync((byte[])[.. RawClient.TextFrame("421[\"a\"]"), .. RawClient.PingFrame("p")]);
        await Expect.TrueAsync(() => _server.GetStats().Events == 1);
        _clock.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal("2", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task IgnoresConnect_Set_NeverAnswersIt()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        _faults.IgnoresConnect = true;

        await client.SendTextAsync("40/hook");

        Assert.Empty(await client.SyncAsync());
    }

    [Fact]
    public async Task RefusedNamespaces_Named_AreRefusedUntilTakenOff()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);
        _faults.RefusedNamespaces["/hook"] = "maintenance";

        await client.SendTextAsync("40/hook");
        Assert.Equal("44/hook,{\"message\":\"maintenance\"}", (await client.ReceiveAsync()).Text);
        _faults.RefusedNamespaces.Clear();
        await client.SendTextAsync("40/hook");

        Assert.StartsWith("40/hook,{\"sid\":", (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Switches_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _faults.AnswerDelay = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _faults.DropConnectionAfterEvents = -1);
    }
}
