using System.Numerics;
using FastEmit.Cli.Stressing;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Stressing;

public sealed class StressSessionsTests
{
    [Fact]
    public void Of_OneConnectionFirstProducer_IsTheReferenceSessionAlone() =>
        Assert.Equal([ReferenceEvent.ReferenceSession], StressSessions.Of(producer: 0, connections: 1));

    [Fact]
    public void Of_AllProducers_AreDistinctGuidsOfTheSameLength()
    {
        string[] sessions = [.. Enumerable.Range(0, 64).SelectMany(static producer => StressSessions.Of(producer, connections: 5))];

        Assert.Distinct(sessions);
        Assert.All(sessions, static session => Assert.True(Guid.TryParseExact(session, "D", out _)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Of_AnyConnections_AreAPowerOfTwo(int connections) =>
        Assert.True(BitOperations.IsPow2(StressSessions.Of(0, connections).Length));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void Of_SeveralConnections_SpreadsEvenlyOverTheLanes(int connections)
    {
        IEnumerable<int> shares = StressSessions.Of(0, connections)
            .CountBy(session => (PartitionHash.Of(session) * (ulong)connections) >> 32) // HookEmitter's choice of a lane
            .Select(static lane => lane.Value);

        Assert.Equal(connections, shares.Count());
        Assert.All(shares, share => Assert.InRange(share, (StressSessions.Many / connections) - 1, (StressSessions.Many / connections) + 2));
    }
}
