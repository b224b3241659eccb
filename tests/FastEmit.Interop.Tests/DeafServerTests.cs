using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>A server that takes nothing while the emitter is in the middle of a write.</summary>
public sealed class DeafServerTests
{
    private const int TimeoutMs = 60_000;

    [Fact(Timeout = TimeoutMs)]
    public async Task EndOfStream_WhileAWriteIsBlocked_ConnectionIsGivenUp()
    {
        await using var server = new DeafServer("/hook");
        await using HookEmitter emitter = await BlockAsync(server);

        server.EndStream();

        // The read loop and the blocked write both learn of it; either may be first.
        await TestEmitter.UntilAsync(() => emitter.GetStats().Errors == 1);
        Assert.Matches("transport close|Writing to the server failed", emitter.GetStats().LastError);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task ProtocolBroken_WhileAWriteIsBlocked_ConnectionIsGivenUp()
    {
        await using var server = new DeafServer("/hook");
        await using HookEmitter emitter = await BlockAsync(server);

        server.BreakTheProtocol();

        await TestEmitter.UntilAsync(() => emitter.GetStats().Errors == 1);
        Assert.Contains("Opcode 0x3 is reserved", emitter.GetStats().LastError, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task CloseAsync_WhileAWriteIsBlocked_ReturnsAndCountsWhatWasNotDelivered()
    {
        await using var server = new DeafServer("/hook");
        HookEmitter emitter = await BlockAsync(server);

        FlushReport report = await emitter.CloseAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, report.Offered), (report.Confirmed, report.Dropped[DropReason.Undelivered]));
    }

    /// <summary>An emitter in the middle of one event that is more than the operating system takes: a few megabytes of thirty.</summary>
    private static async Task<HookEmitter> BlockAsync(DeafServer server)
    {
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Ring.Capacity = 64 << 20;
        options.MaxEventBytes = 64 << 20;
        HookEmitter emitter = HookEmitter.Create(options);
        Assert.Equal(EmitResult.Queued, new TextEvent(new string('x', 30_000_000), 0).Emit(emitter));
        await server.Granted;
        await TestEmitter.UntilAsync(() => emitter.GetStats().Sent == 1);
        return emitter;
    }
}
