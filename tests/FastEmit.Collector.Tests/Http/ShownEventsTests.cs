using FastEmit.Collector.Http;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Tests.Http;

public sealed class ShownEventsTests
{
    private readonly ShownEvents _shown = new();

    [Fact]
    public void Take_BurstWithinTheRoom_ShowsItWhole() => Assert.Equal(Enumerable.Range(1, 120).Select(static id => (long)id), Message(120));

    [Theory]
    [InlineData(121, 2)]
    [InlineData(240, 2)]
    [InlineData(1_000, 16)]
    public void Take_MoreThanTheRoom_ShowsOneInSoManyOfAll(int offered, int step)
    {
        long[] shown = Message(offered);

        Assert.InRange(shown.Length, 60, 120);
        Assert.All(shown.Index(), each => Assert.Equal(1 + (each.Index * step), each.Item));
        Assert.InRange(shown[^1], offered - step, offered);
    }

    [Fact]
    public void Room_AfterABurst_ComesBackByOneShareAMessage()
    {
        Message(120);
        Assert.Equal(6, _shown.Room);

        Assert.Empty(Message(0));
        Assert.Equal(12, _shown.Room);
        Assert.Equal(10, Message(10).Length);

        Assert.Equal(8, _shown.Room);
    }

    private long[] Message(int offered)
    {
        _shown.Begin();
        for (int id = 1; id <= offered; id++)
        {
            _shown.Offer(Event(id));
        }

        return [.. _shown.Take().Select(static stored => stored.Id)];
    }

    private static StoredEvent Event(long id) => new()
    {
        Id = id,
        Time = DateTimeOffset.UnixEpoch,
        Namespace = "/",
        Name = "a",
        Type = "a",
        Data = default,
    };
}
