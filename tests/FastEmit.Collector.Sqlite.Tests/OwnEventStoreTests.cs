using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.OwnStore;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>A store that is written outside of FastEmit keeps the contract, and a collector uses it.</summary>
public sealed class OwnEventStoreTests : EventStoreContract
{
    protected override ValueTask<EventStore> CreateAsync() => ValueTask.FromResult<EventStore>(new ListEventStore());

    [Fact]
    public async Task Collector_StoreOfOnesOwn_KeepsEventsThereAndGivesThemBack()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ListEventStore store = new();
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store }, cancellation);
        using HttpClient http = new();
        using StringContent body = new("""{"namespace":"/hook","event":"a","data":{"session_id":"s","event_id":"3f0c1f3e8a1b4b2c-17"}}""", Encoding.UTF8, "application/json");

        (await http.PostAsync(new Uri($"{server.Url}/api/events"), body, cancellation)).EnsureSuccessStatusCode();

        StoredEvent stored = Assert.Single(await store.ReadAsync(new EventQuery()));
        Assert.Equal((1, "/hook", "a", "s"), (stored.Id, stored.Namespace, stored.Name, stored.Session));
        Assert.Contains("\"session\":\"s\"", await http.GetStringAsync(new Uri($"{server.Url}/api/events"), cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public void TryGetSequence_NumberedByAnEmitter_TellsLaneAndNumbers()
    {
        Assert.True(RecordWith("""{"event_id":"3f0c1f3e8a1b4b2c-17"}"""u8).TryGetSequence(out SequenceRange one));
        Assert.Equal(new SequenceRange(0x3f0c1f3e8a1b4b2cUL, 17, 17), one);
        Assert.True(RecordWith("{}"u8, new Sequence(0x3f0c1f3e8a1b4b2cUL, 17, 4)).TryGetSequence(out SequenceRange several));
        Assert.Equal(new SequenceRange(0x3f0c1f3e8a1b4b2cUL, 17, 20), several);
        Assert.False(RecordWith("""{"event_id":"4624"}"""u8).TryGetSequence(out _));
    }

    private static EventRecord RecordWith(ReadOnlySpan<byte> data, Sequence number = default) =>
        new() { Time = 0, Namespace = "/"u8, NameJson = "\"a\""u8, Data = data, Attachments = default, Sequence = number };
}
