using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>One event ends every connection to the official server on which it comes. The others arrive, in order, and not often.</summary>
public sealed class PoisonTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int TimeoutMs = 600_000;

    /// <summary>How often an innocent event may be received.</summary>
    private const int MostReceipts = 10;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly TemporaryFile _log = new();
    private readonly CancellationTokenSource _stop = new();
    private NodeServer _server = null!;
    private Task<int> _supervising = Task.FromResult(0);

    [Theory(Timeout = TimeoutMs)]
    [InlineData("throw", DeliveryGuarantee.AtLeastOnce)]
    [InlineData("throw", DeliveryGuarantee.Acknowledged)]
    [InlineData("disconnect", DeliveryGuarantee.AtLeastOnce)]
    [InlineData("leave", DeliveryGuarantee.AtLeastOnce)]
    public async Task Emit_AHandlerEndsTheConnectionAtOneEvent_ItIsDroppedAndTheOthersArriveInOrder(string action, DeliveryGuarantee delivery)
    {
        await StartAsync(action, number: 5);
        HookEmitterOptions options = TestEmitter.Options(_server.Url);
        options.Delivery = delivery;
        await using HookEmitter emitter = HookEmitter.Create(options);
        await TestEmitter.EmitAsync(emitter, 0, 100);
        FlushReport report = await emitter.FlushAsync(Bound, TestContext.Current.CancellationToken);
        Assert.Equal((true, 99, 1), (report.Completed, report.Confirmed, report.Dropped[DropReason.Poisoned]));
        AssertOthersArrived(100, guilty: 5);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_ThePacketIsNotJson_IsDroppedAndTheOthersArriveInOrder()
    {
        await StartAsync("throw", number: -1);
        List<DroppedEventArgs> notices = [];
        await using HookEmitter emitter = TestEmitter.Create(_server.Url);
        emitter.Dropped += (_, notice) => notices.Add(notice);
        await TestEmitter.EmitAsync(emitter, 0, 10);
        await TestEmitter.EmitAsync(emitter, default(MalformedEvent));
        await TestEmitter.EmitAsync(emitter, 10, 100);
        FlushReport report = await emitter.FlushAsync(Bound, TestContext.Current.CancellationToken);
        Assert.Equal((true, 110, 1), (report.Completed, report.Confirmed, report.Dropped[DropReason.Poisoned]));
        AssertOthersArrived(110, guilty: -1);
        await TestEmitter.UntilAsync(() => notices.Count != 0);
        Assert.StartsWith("'malformed' in /hook, 28 bytes, after 5 attempts: ", notices[0].Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_WithARingFile_ALaterEmitterGetsPastItToo()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-poison-");
        try
        {
            await StartAsync("throw", number: 3);
            HookEmitterOptions options = TestEmitter.Options(_server.Url);
            options.Ring.File = Path.Combine(folder.FullName, "events");
            await using (HookEmitter first = HookEmitter.Create(options))
            {
                await TestEmitter.EmitAsync(first, 0, 100);
                await TestEmitter.UntilAsync(() => first.GetStats().Reconnects >= 2);
            }

            await using HookEmitter second = HookEmitter.Create(options);
            FlushReport report = await second.FlushAsync(Bound, TestContext.Current.CancellationToken);
            Assert.Equal((true, 1), (report.Completed, report.Dropped[DropReason.Poisoned]));
            AssertOthersArrived(100, guilty: 3);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>With all defaults: ten thousand events over five lanes, each of which loses its connection whenever the server dies.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_OneDeadlyEventOfTenThousandOverFiveLanes_TheOthersArrive()
    {
        const int series = 50;
        const int each = 200;
        const int guilty = (17 * each) + 100;
        await StartAsync("throw", guilty);
        await using HookEmitter emitter = HookEmitter.Create(_server.Url);
        for (int number = 0; number < each; number++)
        {
            for (int one = 0; one < series; one++)
            {
                await TestEmitter.EmitAsync(emitter, new NumberedEvent(one, (one * each) + number));
            }
        }

        FlushReport report = await emitter.FlushAsync(Bound, TestContext.Current.CancellationToken);
        Assert.True(report.Completed, $"{report}, last error: {report.LastError}");
        Assert.Equal(((series * each) - 1, 1), (report.Confirmed, report.Dropped[DropReason.Poisoned]));
        IReadOnlyList<LoggedEvent> log = _server.ReadLog();
        for (int one = 0; one < series; one++)
        {
            Assert.Equal(Enumerable.Range(one * each, each).Where(static number => number != guilty), Arrivals.First(log, one).Where(static number => number != guilty));
        }

        AssertReceipts(log, guilty);
        output.WriteLine($"{report.Elapsed}, {await StopAsync()} restarts of the server, {log.Count} arrivals");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _server.DisposeAsync();
        _log.Dispose();
        _stop.Dispose();
    }

    private async Task StartAsync(string action, int number)
    {
        _server = await NodeServer.StartAsync(new NodeServerOptions
        {
            Namespaces = ["/hook"],
            Log = _log.Path,
            LogAt = "handler",
            Ack = true,
            Deadly = new Dictionary<string, object> { ["member"] = "number", ["value"] = number, ["action"] = action },
        });
        _supervising = _server.SuperviseAsync(_stop.Token);
    }

    private async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _supervising;
    }

    private void AssertOthersArrived(int count, int guilty)
    {
        IReadOnlyList<LoggedEvent> log = _server.ReadLog();
        Assert.Equal(
            Enumerable.Range(0, count).Where(number => number != guilty),
            Arrivals.First(log).Where(number => number != guilty));
        AssertReceipts(log, guilty);
    }

    private static void AssertReceipts(IReadOnlyList<LoggedEvent> log, int guilty) => Assert.All(
        log.CountBy(static arrival => arrival.Data.GetProperty("number").GetInt32()).Where(pair => pair.Key != guilty),
        static pair => Assert.InRange(pair.Value, 1, MostReceipts));
}
