using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>The server's limit on a message is known by connecting to it, and no longer than the connection lasts.</summary>
public sealed class ServerLimitTests
{
    private const int TimeoutMs = 120_000;
    private const int Small = 1_000;
    private const int Large = 10_000_000;

    private static readonly string Text = new('x', 2 * Small);

    [Theory(Timeout = TimeoutMs)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Emit_ServerRestartedWithALargerLimit_WhatItTakesNowArrives(int lanes)
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await StartAsync(log, Small);
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.MaxConnections = lanes;
        await using HookEmitter emitter = HookEmitter.Create(options);
        await RefusedAsync(emitter);

        await server.RestartAsync(static options => options with { MaxHttpBufferSize = Large });
        await TestEmitter.UntilAsync(() => new TextEvent(Text, 1).Emit(emitter) == EmitResult.Queued);
        await AssertArrivesAsync(emitter, server);
    }

    /// <summary>The events that the server refuses are the only ones: nothing else ever looks at the connection.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task EmitAsync_ServerRestartedWithALargerLimit_IsAcknowledged()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await StartAsync(log, Small);
        await using HookEmitter emitter = TestEmitter.Create(server.Url);
        await RefusedAsync(emitter);
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(async () => await emitter.EmitAsync(new TextEvent(Text, 1), TestEmitter.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(EmitFailure.TooLarge, failed.Failure);

        await server.RestartAsync(static options => options with { MaxHttpBufferSize = Large });
        await TestEmitter.UntilAsync(() => emitter.GetStats().ActiveConnections == 0);
        await emitter.EmitAsync(new TextEvent(Text, 1), TestEmitter.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(Text, Assert.Single(server.ReadLog()).Data.GetProperty("text").GetString());
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_FailoverToASmallerServerAndBack_TheLargerLimitCountsAgain()
    {
        using var log = new TemporaryFile();
        using var smallLog = new TemporaryFile();
        await using NodeServer large = await StartAsync(log, Large);
        await using NodeServer small = await StartAsync(smallLog, Small);
        HookEmitterOptions options = TestEmitter.Options(large.Url);
        options.Endpoints.Add(small.Url);
        options.Connection.HealthCheckInterval = TimeSpan.FromMilliseconds(50);
        await using HookEmitter emitter = HookEmitter.Create(options);
        Assert.Equal(EmitResult.Queued, new TextEvent(Text, 0).Emit(emitter));
        await TestEmitter.FlushAllAsync(emitter);

        await large.KillAsync();
        await RefusedAsync(emitter);
        await large.RestartAsync();
        await TestEmitter.UntilAsync(() => new TextEvent(Text, 1).Emit(emitter) == EmitResult.Queued);
        await AssertArrivesAsync(emitter, large);
        Assert.Empty(small.ReadLog());
    }

    private static Task<NodeServer> StartAsync(TemporaryFile log, int limit) =>
        NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, MaxHttpBufferSize = limit, Ack = true });

    /// <summary>The present connection's server does not take the event.</summary>
    private static Task RefusedAsync(HookEmitter emitter) => TestEmitter.UntilAsync(() => new TextEvent(Text, -1).Emit(emitter) == EmitResult.TooLarge);

    private static async Task AssertArrivesAsync(HookEmitter emitter, NodeServer server)
    {
        await TestEmitter.EmitAsync(emitter, new TextEvent(Text, 2));
        await TestEmitter.FlushAllAsync(emitter);
        Assert.Equal(2, server.ReadLog()[^1].Data.GetProperty("number").GetInt32());
    }
}
