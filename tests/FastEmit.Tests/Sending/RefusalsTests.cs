using FastEmit.Pooling;
using FastEmit.Resilience;
using FastEmit.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Tests.Sending;

public sealed class RefusalsTests
{
    private static readonly byte[] Name = "/bad"u8.ToArray();

    private readonly Refusals _refusals = new();
    private readonly Endpoint _first = Server(0);
    private readonly Endpoint _second = Server(1);

    [Fact]
    public void TryFind_RefusedByAnotherServer_FindsNothing()
    {
        _refusals.Add(Name, _first, now: 1, isUnanswered: false);
        Assert.True(_refusals.TryFind(Name, _first, out _));
        Assert.False(_refusals.TryFind(Name, _second, out _));
    }

    /// <summary>Servers that refuse in turn: neither's time begins anew.</summary>
    [Fact]
    public void Add_RefusedByTwoServersInTurn_EachKeepsItsFirstTime()
    {
        for (int now = 1; now <= 6; now++)
        {
            _refusals.Add(Name, now % 2 == 1 ? _first : _second, now, isUnanswered: false);
        }

        Assert.True(_refusals.TryFind(Name, _first, out Refusal? first));
        Assert.True(_refusals.TryFind(Name, _second, out Refusal? second));
        Assert.Equal((1, 2), (first.Since, second.Since));
    }

    private static Endpoint Server(int rank) => new(
        rank,
        new EngineConnectionOptions { Url = "http://127.0.0.1" },
        new CircuitBreaker(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeProvider.System));
}
