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

        Assert.Equal((0, report.Queued), (report.Confirmed, report.Dropped[DropReason.Undelivered]));
    }

    /// <summary>An emitter that has more to write than the connection takes.</summary>
    private static async Task<HookEmitter> BlockAsync(DeafServer server)
    {
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.MaxInFlightBytes = 64 << 20;
        options.RingCapacity = 64 << 20;
        HookEmitter emitter = HookEmitter.Create(options);
        string text = new('x', 100_000);
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(EmitResult.Queued, new TextEvent(text, i).Emit(emitter));
        }

        await server.Granted;

        // The operating system takes a few megabytes; of thirty, the sender comes to a stop.
        long sent = -1;
        await TestEmitter.UntilAsync(() => emitter.GetStats().BytesSent > 1_000_000);
        while (emitter.GetStats().BytesSent is var now && now != sent)
        {
            sent = now;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.InRange(sent, 1_000_000, 29_000_000);
        return emitter;
    }
}
