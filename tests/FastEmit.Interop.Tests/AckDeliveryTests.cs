using System.Text;
using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>EmitAsync against the official server: what is answered was handled, through resets and restarts.</summary>
public sealed class AckDeliveryTests
{
    private const int TimeoutMs = 120_000;
    private const int Events = 1_000;

    [Fact(Timeout = TimeoutMs)]
    public async Task EmitAsync_ManyAtATime_EachIsAnsweredByItsHandler()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Ack = true });
        await using HookEmitter emitter = Create(server.Url);
        Task<EmitAcknowledgement>[] answers = [.. Enumerable.Range(0, Events).Select(number => EmitAsync(emitter, number))];
        foreach (Task<EmitAcknowledgement> answer in answers)
        {
            Assert.Equal("""["ok"]""", Encoding.UTF8.GetString((await answer).Arguments.Span));
        }

        NodeCounts counts = await server.GetCountsAsync();
        Assert.Equal((Events, Events, 1), (counts.Events, counts.Acks, counts.Connections));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task EmitAsync_ResetAgainAndAgain_EveryEventIsAnsweredAndFirstArrivalsAreInOrder()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(
            new NodeServerOptions { Namespaces = ["/hook"], Ack = true, Log = log.Path, LogAt = "handler", HandlerDelayMicros = 50 });
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(server.Port);
        await using HookEmitter emitter = Create($"http://127.0.0.1:{proxy.Port}");
        List<Task<EmitAcknowledgement>> answers = [];
        for (int burst = 0; burst < 10; burst++)
        {
            for (int i = 0; i < Events / 10; i++)
            {
                answers.Add(EmitAsync(emitter, answers.Count));
            }

            long reconnects = emitter.GetStats().Reconnects;
            await answers[^(Events / 20)];
            proxy.ResetAll();
            await TestEmitter.UntilAsync(() => emitter.GetStats().Reconnects > reconnects || emitter.GetStats().PendingAcks == 0);
        }

        foreach (Task<EmitAcknowledgement> answer in answers)
        {
            Assert.InRange((await answer).Writes, 1, 11);
        }

        FlushReport report = await TestEmitter.FlushAllAsync(emitter);
        Assert.Equal(Events, report.Confirmed);
        await server.GetCountsAsync();
        Arrivals.AssertComplete(server.ReadLog(), Events);
    }

    /// <summary>An answer means that the handler ran: a server that is killed right behind it has handled the event.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task EmitAsync_ServerKilledAgainAndAgain_WhatWasAnsweredWasHandled()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(
            new NodeServerOptions { Namespaces = ["/hook"], Ack = true, Log = log.Path, LogAt = "handler" });
        await using HookEmitter emitter = Create(server.Url);
        List<Task<EmitAcknowledgement>> answers = [];
        for (int kill = 0; kill < 5; kill++)
        {
            for (int i = 0; i < 100; i++)
            {
                answers.Add(EmitAsync(emitter, answers.Count));
            }

            await answers[^50];
            int[] answered = [.. Enumerable.Range(0, answers.Count).Where(number => answers[number].IsCompletedSuccessfully)];
            await server.KillAsync();
            Assert.Subset(Arrivals.First(server.ReadLog()).ToHashSet(), answered.ToHashSet());
            await server.RestartAsync();
        }

        await Task.WhenAll(answers);
        Arrivals.AssertComplete(server.ReadLog(), answers.Count);
    }

    private static HookEmitter Create(string url)
    {
        HookEmitterOptions options = TestEmitter.Options(url);
        options.Acks.Timeout = TimeSpan.FromSeconds(90);
        return HookEmitter.Create(options);
    }

    private static Task<EmitAcknowledgement> EmitAsync(HookEmitter emitter, int number) =>
        new NumberedEvent(0, number).EmitAsync(emitter, TestContext.Current.CancellationToken).AsTask();
}
