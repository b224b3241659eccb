using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>At-most-once, with the server killed again and again: what the guarantee's table says is lost, and what the counters say of it.</summary>
public sealed class AtMostOnceTests
{
    private const int TimeoutMs = 120_000;
    private const int Kills = 5;
    private const int MaxInFlightBytes = 16 << 10;

    /// <summary>The least bytes that an event takes in a ring.</summary>
    private const int LeastRecordBytes = 64;

    [Fact(Timeout = TimeoutMs)]
    public async Task ServerKilled_WhatIsLostWasOnTheWayAndNothingIsCalledConfirmed()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, LogAt = "receipt" });
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.MaxConnections = 1;
        options.Acks.MaxInFlightBytes = MaxInFlightBytes;
        options.Delivery = DeliveryGuarantee.AtMostOnce;
        await using HookEmitter emitter = HookEmitter.Create(options);
        int number = 0;
        for (int kill = 0; kill <= Kills; kill++)
        {
            for (long seen = 0; seen < 1_000; seen = (await server.GetCountsAsync()).Events)
            {
                for (int i = 0; i < 100; i++)
                {
                    await TestEmitter.EmitAsync(emitter, number++, 1);
                }
            }

            if (kill < Kills)
            {
                await server.KillAsync();
                await server.RestartAsync();
            }
        }

        FlushReport report = await TestEmitter.FlushAllAsync(emitter);
        await TestEmitter.UntilAsync(() => server.ReadLog()[^1].Data.GetProperty("number").GetInt32() == number - 1);
        List<int> arrived = [.. server.ReadLog().Select(static entry => entry.Data.GetProperty("number").GetInt32())];
        Assert.Equal(arrived.Distinct().Order(), arrived); // Never twice, and in order.
        Assert.Equal((number, 0, 0), (report.Offered - report.Dropped[DropReason.RingFull], report.Confirmed, report.Pending));
        Assert.Equal(number, report.Written + report.Dropped[DropReason.ConnectionLost]);
        Assert.InRange(report.Written - arrived.Count, 0, Kills * MaxInFlightBytes / LeastRecordBytes);
    }
}
