using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Sqlite.Tests;

public sealed class MemoryEventStoreTests : EventStoreContract
{
    protected override ValueTask<EventStore> CreateAsync() => ValueTask.FromResult<EventStore>(new MemoryEventStore(8 << 20));

    [Fact]
    public async Task Append_MoreThanTheCapacity_DropsTheOldestAndKeepsTheIds()
    {
        await using MemoryEventStore store = new(64 << 10);

        for (int n = 1; n <= 100_000; n += 100)
        {
            store.AppendNumbered(n, 100);
        }

        EventStoreStats stats = store.GetStats();
        long[] ids = await store.ReadIdsAsync(new EventQuery { Limit = 100_000, OldestFirst = true });
        Assert.InRange(stats.Bytes, 32 << 10, 64 << 10);
        Assert.InRange(stats.Events, 300, 1000);
        Assert.Equal(Enumerable.Range(100_001 - (int)stats.Events, (int)stats.Events).Select(n => (long)n), ids);
    }

    [Fact]
    public async Task Append_EventLargerThanASegment_IsKept()
    {
        await using MemoryEventStore store = new(64 << 10);
        store.AppendNumbered(1, 10);

        store.Append("large", $"\"{new string('x', 200_000)}\"");
        StoredEvent large = Assert.Single(await store.ReadAsync(new EventQuery()));
        store.AppendNumbered(12, 10);

        Assert.Equal((11, 200_002), (large.Id, large.Data.Length));
        Assert.Equal(Enumerable.Range(12, 10).Select(n => (long)n), await store.ReadIdsAsync(new EventQuery { OldestFirst = true }));
    }

    [Fact]
    public async Task QueryAsync_SegmentsAreReusedMeanwhile_GivesWholeEvents()
    {
        await using MemoryEventStore store = new(64 << 10);
        store.AppendNumbered(1, 500);

        int n = 501;
        List<long> ids = [];
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Limit = 400 }, TestContext.Current.CancellationToken))
        {
            store.AppendNumbered(n, 50);
            n += 50;
            ids.Add(stored.Id);
            Assert.Equal($"{{\"n\":{stored.Id},\"session_id\":\"session {stored.Id % 3}\"}}", System.Text.Encoding.UTF8.GetString(stored.Data.Span));
        }

        Assert.Equal(ids.OrderDescending(), ids);
        Assert.Equal(500, ids[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    public void Constructor_CapacityTooSmall_Throws(long capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryEventStore(capacity));
}
