using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>A namespace that the server never grants, in one lane with one that it does.</summary>
public sealed class RefusedNamespaceTests : IAsyncLifetime
{
    private const int TimeoutMs = 120_000;
    private const int Count = 2_000;

    private readonly TemporaryFile _log = new();
    private NodeServer _server = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_AMiddlewareRefusesTheNamespace_TheOthersOfTheLaneArriveInOrder()
    {
        _server = await NodeServer.StartAsync(new NodeServerOptions
        {
            Namespaces = ["/hook"],
            RefuseNamespace = new Dictionary<string, string> { ["/hook"] = "not for you" },
            Log = _log.Path,
        });
        await AssertOthersArriveAsync("not for you");
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_TheServerDoesNotKnowTheNamespace_TheOthersOfTheLaneArriveInOrder()
    {
        _server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = [], Log = _log.Path });
        await AssertOthersArriveAsync("Invalid namespace");
    }

    private async Task AssertOthersArriveAsync(string refusal)
    {
        HookEmitterOptions options = TestEmitter.Options(_server.Url);
        options.Isolation.RefusedNamespaceTimeout = TimeSpan.FromMilliseconds(200);
        await using HookEmitter emitter = HookEmitter.Create(options);
        for (int number = 0; number < Count; number++)
        {
            await TestEmitter.EmitAsync(emitter, new NumberedEvent(0, number));
            await TestEmitter.EmitAsync(emitter, new MainEvent(0, number));
        }

        FlushReport report = await TestEmitter.FlushAllAsync(emitter);
        IReadOnlyList<LoggedEvent> log = _server.ReadLog();
        Arrivals.AssertComplete(log, Count);
        Assert.All(log, static arrival => Assert.Equal("/", arrival.Namespace));
        Assert.Equal(
            (Count, Count, Count),
            (report.Confirmed, report.Dropped.Total - report.Dropped[DropReason.RingFull], report.Dropped[DropReason.NamespaceRefused]));
        Assert.Contains(refusal, report.LastError, StringComparison.Ordinal);
    }
}
