using System.Diagnostics;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Delivering;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Stressing;

/// <summary>One run of <c>stress</c>: produces, flushes, measures, reports.</summary>
internal sealed class StressRun(Terminal terminal, StressSettings settings)
{
    /// <summary>The first tenth of the events is the warm-up, for connecting and compiling. Costs are measured without it, the rate with it.</summary>
    public const int WarmUpFraction = 10;

    private static readonly TimeSpan WarmUpWatchInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan StallWatchInterval = TimeSpan.FromMilliseconds(100);

    private readonly ProgressLine _progress = new(terminal, settings.Json);

    /// <summary>Runs until every event is confirmed, or until that has become impossible.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        await using HookEmitter emitter = settings.Emitter.CreateEmitter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        using var finished = new CancellationTokenSource();
        StressProducer[] producers = CreateProducers(emitter, stop.Token);
        Task monitoring = new DeliveryMonitor(emitter.GetStats, settings.Emitter.Url!, _progress, terminal.Time).RunAsync(finished.Token);

        ResourceReading warm = ResourceReading.Take(delivered: 0);
        long startedAt = terminal.Time.GetTimestamp();
        Task production = Task.WhenAll(producers.Select(static producer => producer.Finished));
        foreach (StressProducer producer in producers)
        {
            producer.Start();
        }

        Task<ResourceReading?> warmingUp = WatchWarmUpAsync(emitter, finished.Token);
        Task watching = StopWhenStalledAsync(emitter, stop, finished.Token);
        await production;
        bool stalled = stop.IsCancellationRequested && !interrupted.IsCancellationRequested;
        if (!stalled)
        {
            // Ctrl-C before the flush starts the flush; Ctrl-C during the flush ends it.
            await emitter.FlushPatientlyAsync(settings.Timeout, interrupted.IsCancellationRequested ? CancellationToken.None : interrupted);
        }

        var delivery = new DeliverySummary(emitter.GetStats(), settings.Emitter.Delivery, terminal.Time.GetElapsedTime(startedAt));
        ResourceReading end = ResourceReading.Take(delivery.Stats.Delivered);
        await finished.CancelAsync();
        await monitoring;
        await watching;
        warm = await warmingUp ?? warm;

        var latency = new LatencyHistogram();
        foreach (StressProducer producer in producers)
        {
            latency.Merge(producer.Latency);
        }

        return Report(new StressSummary(delivery, end.AllocatedBytesPerEventSince(warm), end.CpuMicrosecondsPerEventSince(warm), Process.GetCurrentProcess().PeakWorkingSet64, latency));
    }

    private StressProducer[] CreateProducers(HookEmitter emitter, CancellationToken stop)
    {
        var gate = new StressGate(emitter, settings.Emitter.Ring.Capacity, settings.Producers, stop);
        return [.. Enumerable.Range(0, settings.Producers).Select(index => new StressProducer(
            emitter,
            gate,
            StressSessions.Of(index, settings.Emitter.MaxConnections),
            Share(index),
            Share(index + 1),
            terminal.Time))];

        int Share(int index) => (int)((long)settings.Events * index / settings.Producers);
    }

    /// <summary>Stops the producers when the server no longer confirms events.</summary>
    private async Task StopWhenStalledAsync(HookEmitter emitter, CancellationTokenSource stop, CancellationToken finished)
    {
        var patience = new Patience(settings.Timeout, terminal.Time);
        using var timer = new PeriodicTimer(StallWatchInterval, terminal.Time);
        while (await timer.TickAsync(finished))
        {
            if (patience.IsExhausted(emitter.GetStats().Delivered))
            {
                await stop.CancelAsync();
                return;
            }
        }
    }

    /// <summary>Reads the used resources as soon as the first tenth is confirmed; null when this was noticed too late to measure the rest.</summary>
    private async Task<ResourceReading?> WatchWarmUpAsync(HookEmitter emitter, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(WarmUpWatchInterval, terminal.Time);
        while (await timer.TickAsync(stop))
        {
            long delivered = emitter.GetStats().Delivered;
            if (delivered >= settings.Events / WarmUpFraction)
            {
                return delivered < settings.Events / 2 ? ResourceReading.Take(delivered) : null;
            }
        }

        return null;
    }

    private int Report(StressSummary summary)
    {
        DeliverySummary delivery = summary.Delivery;
        bool complete = delivery.IsComplete && delivery.Stats.Offered == settings.Events;
        foreach (string line in Shortfall.Describe(delivery, settings.Emitter.Url!, settings.Timeout))
        {
            _progress.WriteLine(line);
        }

        long notEmitted = settings.Events - delivery.Stats.Offered;
        if (notEmitted > 0)
        {
            _progress.WriteLine($"stopped early: {Figures.Count(notEmitted)} of {Figures.Count(settings.Events)} events were never emitted");
        }

        if (settings.Json)
        {
            JsonReport.Write(terminal.Output, summary.WriteMembers);
        }
        else
        {
            string verdict = Verdict.Of(delivery, complete, settings.Emitter.Url!);
            summary.AddTo(new SummaryGrid()).Print(terminal, complete, verdict);
        }

        return complete ? ExitCode.Success : ExitCode.FellShort;
    }
}

/// <summary>The settings of <c>stress</c> from the command line.</summary>
/// <param name="Emitter">The emitter.</param>
/// <param name="Events">The number of events to emit.</param>
/// <param name="Producers">The number of threads that emit them.</param>
/// <param name="Timeout">The longest time without any confirmation.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record StressSettings(HookEmitterOptions Emitter, int Events, int Producers, TimeSpan Timeout, bool Json);
