using System.Text;
using System.Text.Json;
using FastEmit.Collector.Storage;
using FastEmit.Events;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>Without any option on either side, an emitter numbers its events for a collector, which takes each once.</summary>
public sealed class SequenceTests
{
    private const int Events = 400;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("Stamps.BatchId=true")]
    [InlineData("Batch.Envelope=many")]
    [InlineData("Batch.Envelope=many Stamps.BatchId=true Delivery=Acknowledged")]
    [InlineData("Stamps.EventId=true")]
    public async Task Emit_ConnectionsLostAgainAndAgain_EachEventIsStoredOnce(string settings)
    {
        CollectorFaults faults = new() { DropConnectionAfterEvents = 37 };
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Faults = faults, Envelopes = { "many" } }, Cancellation);
        await using HookEmitter emitter = Create(server.Url, settings);
        for (int number = 0; number < Events; number++)
        {
            Assert.Equal(EmitResult.Queued, NumberedEvent.Emit(emitter, number, "p"));
        }

        await Expect.TrueAsync(() => emitter.GetStats().Reconnects >= 5);
        faults.DropConnectionAfterEvents = 0;
        FlushReport report = await emitter.FlushAsync(TimeSpan.FromMinutes(1), Cancellation);

        Assert.Equal((true, Events), (report.Completed, report.Confirmed));
        Assert.True(emitter.GetStats().Resent > 0);
        Assert.Equal(Enumerable.Range(0, Events), await NumbersAsync(server.Collector));
    }

    [Fact]
    public async Task EmitAsync_ConnectionsLostAgainAndAgain_EachEventIsStoredOnce()
    {
        CollectorFaults faults = new() { DropConnectionAfterEvents = 7 };
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Faults = faults }, Cancellation);
        await using HookEmitter emitter = Create(server.Url, "");
        Task<EmitAcknowledgement>[] answers =
            [.. Enumerable.Range(0, 100).Select(number => emitter.EmitAsync(new NumberedEvent(number, "p"), TimeSpan.FromMinutes(1), Cancellation).AsTask())];
        await Expect.TrueAsync(() => emitter.GetStats().Reconnects >= 5);
        faults.DropConnectionAfterEvents = 0;
        await Task.WhenAll(answers);

        Assert.Equal(Enumerable.Range(0, 100), (await NumbersAsync(server.Collector)).Order());
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("[1,{\"a\":2}]")]
    [InlineData("{\"event_id\":4624}")]
    [InlineData("{\"n\":1.50,  \"big\":9007199254740993}")]
    public async Task EmitJson_AnyData_IsStoredOnceAsItWasEmitted(string data)
    {
        CollectorFaults faults = new() { DropConnectionAfterEvents = 2 };
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Faults = faults }, Cancellation);
        await using HookEmitter emitter = Create(server.Url, "Stamps.Timestamp=false");
        HookEventDescriptor descriptor = HookEventDescriptor.Create("any", "/any", hasTimestamp: true);
        for (int i = 0; i < 3; i++)
        {
            emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes(data));
        }

        Assert.True((await emitter.FlushAsync(TimeSpan.FromMinutes(1), Cancellation)).Completed);

        Assert.True(emitter.GetStats().Resent > 0);
        Assert.Equal([data, data, data], (await EventsAsync(server.Collector)).Select(static stored => Encoding.UTF8.GetString(stored.Data.Span)));
    }

    private static HookEmitter Create(string url, string settings)
    {
        HookEmitterOptions options = new()
        {
            Url = url,
            MaxConnections = 1,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            Circuit = { FailureThreshold = 200 },
            Isolation = { PoisonAttempts = 1000 },
        };
        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = setting.Split('=');
            Assert.True(options.TrySet(parts[0], parts[1], out OptionError? error), error?.ToString());
        }

        return HookEmitter.Create(options);
    }

    private static async Task<List<int>> NumbersAsync(EventCollector collector) =>
        [.. (await EventsAsync(collector)).Select(static stored => JsonDocument.Parse(stored.Data).RootElement.GetProperty("number").GetInt32())];

    private static Task<List<StoredEvent>> EventsAsync(EventCollector collector) =>
        collector.Store!.ReadAsync(new EventQuery { Limit = int.MaxValue, OldestFirst = true });
}
